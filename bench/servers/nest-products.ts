/* Products by Nest's decorators: of this project and of the peers, with nothing but Nest's own. */
import { Args, Field, Float, ID, InputType, Int, Mutation } from '@nestjs/graphql';
import { ObjectType, Query, Resolver } from '@nestjs/graphql';
import { listProducts, updateProduct } from './products.js';

@ObjectType({ description: 'What is sold.' })
class Product {
  @Field(() => ID, { description: 'Its key.' })
  id!: string;

  @Field(() => String, { description: 'Its number in the warehouse.' })
  sku!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is good for.' })
  description!: string | null;

  @Field(() => String, { description: 'Where it is in the catalogue.' })
  category!: string;

  @Field(() => Float, { description: 'What it costs.' })
  price!: number;

  @Field(() => Int, { description: 'How many there are.' })
  stock!: number;

  @Field(() => Boolean, { description: 'Whether it can be bought.' })
  isAvailable!: boolean;

  @Field(() => String, { description: 'When it was changed.' })
  updatedAt!: string;
}

@InputType({ description: 'What to change of a product.' })
class UpdateProductInput {
  @Field(() => ID, { description: 'Its key.' })
  id!: string;

  @Field(() => String, { nullable: true, description: 'Its new name.' })
  name?: string | null;

  @Field(() => Float, { nullable: true, description: 'Its new price.' })
  price?: number | null;

  @Field(() => Int, { nullable: true, description: 'How many there are now.' })
  stock?: number | null;
}

@Resolver(() => Product)
export class ProductResolver {
  @Query(() => [Product], { description: 'The first products.' })
  products(@Args('first', { type: () => Int, description: 'How many.' }) first: number): Product[] {
    return listProducts(first);
  }

  @Mutation(() => Product, { description: 'Changes a product.' })
  updateProduct(
    @Args('input', { type: () => UpdateProductInput, description: 'What to change.' })
    input: UpdateProductInput,
  ): Product {
    return updateProduct(input);
  }
}
