/** What a fresh map took. */
export interface FillFigures {
  readonly allocatedBytes: number;
  readonly allocations: number;
  readonly heldBytes: number;
}

export const fillFigureNames = ['allocatedBytes', 'allocations', 'heldBytes'] as const;

/** Sums over maps, for means and standard deviations. */
export class FigureSums {
  maps = 0;
  readonly #sum: Record<keyof FillFigures, number> = zeroes();
  readonly #squares: Record<keyof FillFigures, number> = zeroes();
  #first: FillFigures = zeroes();

  add(figures: FillFigures): void {
    if (this.maps === 0) this.#first = figures;
    this.maps += 1;
    for (const name of fillFigureNames) {
      // Differences from the first keep the squares small.
      const shifted = figures[name] - this.#first[name];
      this.#sum[name] += shifted;
      this.#squares[name] += shifted ** 2;
    }
  }

  mean(): FillFigures {
    return figuresOf((name) => this.#first[name] + this.#sum[name] / this.maps);
  }

  /** Standard deviations of one map. */
  deviation(): FillFigures {
    return figuresOf((name) => {
      const variance = this.#squares[name] / this.maps - (this.#sum[name] / this.maps) ** 2;
      return Math.sqrt((Math.max(0, variance) * this.maps) / Math.max(1, this.maps - 1));
    });
  }

  /** Maps for a standard error of the mean of every figure. */
  mapsFor(relativeError: number): number {
    const mean = this.mean();
    const deviation = this.deviation();
    return Math.max(
      ...fillFigureNames.map((name) => (deviation[name] / mean[name] / relativeError) ** 2),
    );
  }
}

function zeroes(): Record<keyof FillFigures, number> {
  return { allocatedBytes: 0, allocations: 0, heldBytes: 0 };
}

/** One value for every figure. */
export function figuresOf<Figure>(
  figure: (name: keyof FillFigures) => Figure,
): Record<keyof FillFigures, Figure> {
  return {
    allocatedBytes: figure('allocatedBytes'),
    allocations: figure('allocations'),
    heldBytes: figure('heldBytes'),
  };
}
