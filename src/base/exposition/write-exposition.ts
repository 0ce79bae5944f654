import type { Exemplar, ExpositionFormat } from './exposition-page.ts';
import { seriesName } from './labels.ts';

/** Labels of a sample, in the order in which they are written. */
export type WrittenLabels = Readonly<Record<string, string>>;

/** A value of a family. */
export interface WrittenSample {
  readonly labels: WrittenLabels;
  readonly value: number;
  /** What a counter was last counted up by; the text format has no place for it. */
  readonly exemplar?: WrittenExemplar | null;
  /** Since when a counter counts, in seconds since 1970; the text format has no place for it. */
  readonly createdSeconds?: number | null;
}

/** An exemplar to be written. */
export interface WrittenExemplar extends Pick<Exemplar, 'value' | 'timestampSeconds'> {
  /** At most 128 characters, names and values together. */
  readonly labels: WrittenLabels;
}

/** A family of metrics to be written. */
export interface WrittenFamily {
  readonly type: 'gauge' | 'counter';
  /** Of a counter without `_total`. */
  readonly name: string;
  readonly help: string;
  /** The end of the name; `null` where the name has no unit. */
  readonly unit: string | null;
  readonly samples: readonly WrittenSample[];
}

/** The content types of the formats. */
export const expositionContentTypes: Readonly<Record<ExpositionFormat, string>> = {
  text: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** Writes a page; families without a sample are left out. */
export function writeExposition(
  families: readonly WrittenFamily[],
  format: ExpositionFormat,
): string {
  const lines: string[] = [];
  for (const family of families)
    if (family.samples.length > 0) lines.push(...familyLines(family, format));
  if (format === 'openmetrics') lines.push('# EOF');
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function familyLines(family: WrittenFamily, format: ExpositionFormat): readonly string[] {
  const { type, name, help, unit, samples } = family;
  const isOpen = format === 'openmetrics';
  const sampleName = type === 'counter' ? `${name}_total` : name;
  const familyName = isOpen ? name : sampleName;
  const lines = [
    `# HELP ${familyName} ${escapedHelp(help, isOpen)}`,
    `# TYPE ${familyName} ${type}`,
  ];
  if (isOpen && unit !== null) lines.push(`# UNIT ${name} ${unit}`);
  for (const { labels, value, exemplar = null, createdSeconds = null } of samples) {
    const pairs = new Map(Object.entries(labels));
    const line = `${seriesName(sampleName, pairs)} ${numberText(value)}`;
    lines.push(isOpen && exemplar !== null ? line + exemplarText(exemplar) : line);
    if (isOpen && type === 'counter' && createdSeconds !== null)
      lines.push(`${seriesName(`${name}_created`, pairs)} ${numberText(createdSeconds)}`);
  }
  return lines;
}

function exemplarText({ labels, value, timestampSeconds }: WrittenExemplar): string {
  const braces = seriesName('', new Map(Object.entries(labels))) || '{}';
  const time = timestampSeconds === null ? '' : ` ${numberText(timestampSeconds)}`;
  return ` # ${braces} ${numberText(value)}${time}`;
}

function numberText(value: number): string {
  if (Number.isFinite(value) || Number.isNaN(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

function escapedHelp(help: string, isOpen: boolean): string {
  const escaped = help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
  return isOpen ? escaped.replaceAll('"', '\\"') : escaped;
}
