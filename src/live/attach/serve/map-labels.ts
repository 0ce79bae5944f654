import type { LiveMap } from '../../../maps/figures/live-map.ts';

/** Names for maps as values of a label: each its own while it lives, and few over time. */
export class MapLabels {
  readonly #byId = new Map<string, string>();
  readonly #taken = new Set<string>();

  /** By its name, else its type; equal ones are numbered, and what is gone leaves its number. */
  of(map: LiveMap): string {
    const known = this.#byId.get(map.id);
    const base = map.name ?? map.type ?? map.kind;
    if (known === base || known?.startsWith(`${base} #`) === true) return known;
    this.release(map.id);
    let label = base;
    for (let number = 2; this.#taken.has(label); number++) label = `${base} #${number}`;
    this.#byId.set(map.id, label);
    this.#taken.add(label);
    return label;
  }

  release(id: string): void {
    const label = this.#byId.get(id);
    if (label === undefined) return;
    this.#byId.delete(id);
    this.#taken.delete(label);
  }
}
