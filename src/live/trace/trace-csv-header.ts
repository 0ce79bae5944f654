import { numberAt } from '../../base/primitives/number-at.ts';
import { defined } from '../../base/primitives/defined.ts';
import { keysOf } from '../../base/primitives/keys-of.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { MapType, TraceKind, TraceLabel } from './trace.ts';

/** What the lines `# key: value` above the column names say. */
export interface TraceHeader {
  readonly id: string | null;
  readonly limitBytes: number | null;
  readonly exhaustedAtMinute: number | null;
  readonly map: MapType | null;
  readonly label: TraceLabel | null;
  readonly processStarts?: readonly number[];
}

const kinds = keysOf<TraceKind>({
  'slow-leak': true,
  'fast-leak': true,
  doubling: true,
  ramp: true,
  'warm-up': true,
  deployment: true,
  healthy: true,
});

/** Keys that `read` looks for; whatever else a file says of itself is not kept. */
const knownKeys = new Set([
  'id',
  'limit_bytes',
  'exhausted_at_minute',
  'map',
  'kind',
  'shape',
  'onset_minute',
  'process_start_minutes',
]);

/** Collects the lines `# key: value` above a table. */
export class TraceHeaderLines {
  readonly #values = new Map<string, string>();

  add(line: string): void {
    const colon = line.indexOf(':');
    const key = line.slice(1, colon).trim();
    if (colon > 0 && knownKeys.has(key)) this.#values.set(key, line.slice(colon + 1).trim());
  }

  /** @throws SandboxError `input` if a value cannot be read */
  read(source: string): TraceHeader {
    const values = this.#values;
    return {
      id: values.get('id') ?? null,
      limitBytes: number(values, 'limit_bytes', source),
      exhaustedAtMinute: number(values, 'exhausted_at_minute', source),
      map: mapType(values.get('map'), source),
      label: label(values, source),
      ...defined({ processStarts: starts(values, source) }),
    };
  }
}

/** Writes the lines that `TraceHeaderLines` reads, absent values left out. */
export function formatTraceHeader(header: TraceHeader): string {
  const { id, limitBytes, exhaustedAtMinute, map, label: known } = header;
  const lines: readonly (readonly [string, string | number | null | undefined])[] = [
    ['id', id],
    ['limit_bytes', limitBytes],
    ['exhausted_at_minute', exhaustedAtMinute],
    ['map', map === null ? null : `${map.model} ${map.key} ${map.value}`],
    ['kind', known?.kind],
    ['shape', known?.shape],
    ['onset_minute', known?.onsetMinute],
    ['process_start_minutes', header.processStarts?.join(' ')],
  ];
  return lines
    .filter(([, value]) => value !== null && value !== undefined && value !== '')
    .map(([key, value]) => `# ${key}: ${value}\n`)
    .join('');
}

function number(values: ReadonlyMap<string, string>, key: string, source: string): number | null {
  const text = values.get(key);
  if (text === undefined) return null;
  const value = Number(text);
  if (text === '' || !Number.isFinite(value)) {
    throw new SandboxError('input', `expected # ${key} to be a number, got ${text} (${source})`);
  }
  return value;
}

function starts(
  values: ReadonlyMap<string, string>,
  source: string,
): readonly number[] | undefined {
  const text = values.get('process_start_minutes');
  if (text === undefined) return undefined;
  const minutes = text.split(' ').map(Number);
  const isRising = minutes.every((minute, i) => i === 0 || minute > numberAt(minutes, i - 1));
  if (isRising && minutes.every(Number.isFinite)) return minutes;
  throw new SandboxError(
    'input',
    `expected # process_start_minutes to be rising numbers, got ${text} (${source})`,
  );
}

function mapType(text: string | undefined, source: string): MapType | null {
  if (text === undefined) return null;
  const [model, key, value, more] = text.split(' ');
  if (model === undefined || key === undefined || value === undefined || more !== undefined) {
    throw new SandboxError(
      'input',
      `expected # map to be a model, a key type and a value type, got ${text} (${source})`,
    );
  }
  return { model, key, value };
}

function label(values: ReadonlyMap<string, string>, source: string): TraceLabel | null {
  const text = values.get('kind');
  if (text === undefined) return null;
  const kind = kinds.find((name) => name === text);
  if (kind === undefined) {
    throw new SandboxError(
      'input',
      `expected # kind to be one of ${kinds.join(', ')}, got ${text} (${source})`,
    );
  }
  return {
    kind,
    shape: values.get('shape') ?? '',
    onsetMinute: number(values, 'onset_minute', source),
  };
}
