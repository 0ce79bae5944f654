import { LRUCache } from 'lru-cache';

/** A cache that keeps the hundred thousand entries that were used last. */
export function create(): LRUCache<bigint, number> {
  return new LRUCache({ max: 100_000 });
}

export function set(cache: LRUCache<bigint, number>, key: bigint, value: number): void {
  cache.set(key, value);
}

export function get(cache: LRUCache<bigint, number>, key: bigint): number | undefined {
  return cache.get(key);
}

function remove(cache: LRUCache<bigint, number>, key: bigint): boolean {
  return cache.delete(key);
}

export { remove as delete };

export function size(cache: LRUCache<bigint, number>): number {
  return cache.size;
}

export function stats(cache: LRUCache<bigint, number>): { readonly max: number } {
  return { max: cache.max };
}
