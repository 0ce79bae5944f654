import type { TypeRef } from './go-type-ref.ts';

/** What a name stands for inside a function. */
export interface Binding {
  /** `null` where the syntax does not show it. */
  readonly type: TypeRef | null;
  /** Whether it was made here, so that nobody else has it yet. */
  readonly isFresh?: boolean;
}

/** Names of a block and of those around it. */
export class Scope {
  readonly #outer: Scope | null;
  readonly #names = new Map<string, Binding>();

  constructor(outer: Scope | null = null) {
    this.#outer = outer;
  }

  declare(name: string, binding: Binding): void {
    if (name !== '_') this.#names.set(name, binding);
  }

  find(name: string): Binding | null {
    return this.#names.get(name) ?? this.#outer?.find(name) ?? null;
  }

  /** Whether this block itself declares the name. */
  owns(name: string): boolean {
    return this.#names.has(name);
  }
}
