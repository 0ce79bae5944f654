import { byteUnitFor } from '../../base/primitives/quantities/byte-unit.ts';

/** What a grid of bytes is drawn into. */
export interface GridRoom {
  readonly mostBytes: number;
  readonly y: (bytes: number) => number;
  readonly left: number;
  readonly end: number;
}

/** Three lines at round figures in one unit, as SVG. */
export function byteGrid({ mostBytes, y, left, end }: GridRoom): string {
  const unit = byteUnitFor(mostBytes);
  const raw = mostBytes / unit.bytes / 3;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 5, 10].map((times) => times * power).find((each) => each >= raw) ?? raw;
  return [0, 1, 2, 3]
    .map((times) => times * step)
    .filter((value) => value * unit.bytes <= mostBytes)
    .map((value) => {
      const at = y(value * unit.bytes);
      return `<path class="grid" d="M${left},${at}H${end}"/><text x="${left - 6}" y="${at + 4}" text-anchor="end">${Number(value.toPrecision(2))} ${unit.name}</text>`;
    })
    .join('');
}

/** A place in a drawing, to a tenth. */
export function shortened(value: number): number {
  return Math.round(value * 10) / 10;
}
