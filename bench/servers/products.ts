/** Objects of nine fields out of memory. */
export interface Product {
  readonly id: string;
  readonly sku: string;
  readonly name: string;
  readonly description: string | null;
  readonly category: string;
  readonly price: number;
  readonly stock: number;
  readonly isAvailable: boolean;
  readonly updatedAt: string;
}

export interface ProductChanges {
  readonly id: string;
  readonly name?: string | null;
  readonly price?: number | null;
  readonly stock?: number | null;
}

const products: readonly Product[] = Array.from({ length: 1_000 }, (_, index) => ({
  id: `p${index}`,
  sku: `SKU-${10_000 + index}`,
  name: `Product number ${index}`,
  description: index % 5 ? `What "product ${index}" is good for, in one sentence.` : null,
  category: ['books', 'music', 'tools'][index % 3]!,
  price: 9.99 + index,
  stock: index % 40,
  isAvailable: index % 40 > 0,
  updatedAt: '2026-11-30T12:00:00.000Z',
}));

export function listProducts(first: number): Product[] {
  return products.slice(0, first);
}

/** The product as it would be: all servers of a run answer the same, however often they are asked. */
export function updateProduct({ id, ...changes }: ProductChanges): Product {
  const product = products.find((one) => one.id === id);
  if (!product) throw new Error('There is no such product.');
  return {
    ...product,
    name: changes.name ?? product.name,
    price: changes.price ?? product.price,
    stock: changes.stock ?? product.stock,
  };
}
