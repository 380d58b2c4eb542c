/**
 * The type of a property whose class is in a file that imports this one as well. As a type alone, so
 * that the compiler refers to no class that is not loaded yet.
 *
 * @example
 * @Field(() => Author, { description: 'Its author.' })
 * author!: Relation<Author>;
 */
export type Relation<T> = T;
