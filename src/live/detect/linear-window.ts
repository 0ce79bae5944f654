/**
 * Least squares over the points of the last `width` minutes, both ends included. Running sums over
 * a ring: amortised O(1) per point. Times are kept relative to an origin that moves along, so that
 * the sums stay exact to about 1e-12.
 */
export class LinearWindow {
  readonly #width: number;
  #times: Float64Array = new Float64Array(64);
  #values: Float64Array = new Float64Array(64);
  #first = 0;
  #count = 0;
  #origin = 0;
  #oldest = Number.NaN;
  #sumT = 0;
  #sumV = 0;
  #sumTT = 0;
  #sumTV = 0;

  constructor(widthMinutes: number) {
    this.#width = widthMinutes;
  }

  get count(): number {
    return this.#count;
  }

  /** Minutes from the oldest point to the newest. */
  get span(): number {
    return this.#count === 0 ? 0 : this.#time(this.#count - 1) - this.#oldest;
  }

  clear(): void {
    this.#first = 0;
    this.#count = 0;
    this.#origin = Number.NaN;
  }

  push(minute: number, value: number): void {
    if (this.#count === 0 || minute - this.#origin > 4 * this.#width) this.#rebase(minute);
    while (this.#count > 0 && this.#oldest < minute - this.#width - 1e-9) this.#drop();
    if (this.#count === 0) this.#oldest = minute;
    if (this.#count === this.#times.length) this.#enlarge();
    const slot = (this.#first + this.#count) & (this.#times.length - 1);
    this.#times[slot] = minute;
    this.#values[slot] = value;
    this.#count += 1;
    this.#add(minute - this.#origin, value, 1);
  }

  /** Per minute; 0 for equal values, NaN with fewer than 2 points. */
  slope(): number {
    if (this.#count < 2) return Number.NaN;
    const n = this.#count;
    const covariance = this.#sumTV - (this.#sumT * this.#sumV) / n;
    const variance = this.#sumTT - (this.#sumT * this.#sumT) / n;
    return covariance / variance;
  }

  /** The fitted value at a time. */
  valueAt(minute: number, slope: number): number {
    const n = this.#count;
    return this.#sumV / n + slope * (minute - this.#origin - this.#sumT / n);
  }

  #time(i: number): number {
    return this.#times[(this.#first + i) & (this.#times.length - 1)] ?? Number.NaN;
  }

  #drop(): void {
    const value = this.#values[this.#first] ?? 0;
    this.#add(this.#oldest - this.#origin, value, -1);
    this.#first = (this.#first + 1) & (this.#times.length - 1);
    this.#count -= 1;
    this.#oldest = this.#times[this.#first] ?? Number.NaN;
  }

  #add(time: number, value: number, sign: 1 | -1): void {
    this.#sumT += sign * time;
    this.#sumV += sign * value;
    this.#sumTT += sign * time * time;
    this.#sumTV += sign * time * value;
  }

  #rebase(minute: number): void {
    this.#origin = minute;
    this.#sumT = 0;
    this.#sumV = 0;
    this.#sumTT = 0;
    this.#sumTV = 0;
    for (let i = 0; i < this.#count; i++) {
      const slot = (this.#first + i) & (this.#times.length - 1);
      this.#add((this.#times[slot] ?? 0) - minute, this.#values[slot] ?? 0, 1);
    }
  }

  #enlarge(): void {
    const size = this.#times.length;
    const times = new Float64Array(2 * size);
    const values = new Float64Array(2 * size);
    for (let i = 0; i < this.#count; i++) {
      times[i] = this.#time(i);
      values[i] = this.#values[(this.#first + i) & (size - 1)] ?? 0;
    }
    this.#times = times;
    this.#values = values;
    this.#first = 0;
  }
}
