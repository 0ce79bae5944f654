import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { BenchRatio } from './bench-ratio.ts';

/** The ratios of one commit. */
export interface BenchEntry {
  /** Its hash; `-dirty` behind it where files were changed. */
  readonly commit: string;
  /** Day of the measurement, `2026-01-31`. */
  readonly date: string;
  readonly node: string;
  readonly cpus: number;
  /** Tasks that wanted to run in the minute before. */
  readonly load: number;
  readonly ratios: readonly BenchRatio[];
}

/** Lies among the sources, because it is kept with them. */
const historyFile: string = fileURLToPath(new URL('../../bench/history.json', import.meta.url));

/** Oldest first. @throws Error where the file is none */
export function readHistory(file: string = historyFile): readonly BenchEntry[] {
  const entries: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (Array.isArray(entries)) return entries;
  throw new Error(`expected ${file} to be a list of commits`);
}

/** The history with an entry; what was measured for a commit again takes the place of the same names. */
export function withEntry(
  history: readonly BenchEntry[],
  entry: BenchEntry,
): readonly BenchEntry[] {
  const earlier = history.find(({ commit }) => commit === entry.commit);
  const measured = new Set(entry.ratios.map(({ name }) => name));
  const kept = earlier?.ratios.filter(({ name }) => !measured.has(name)) ?? [];
  return [
    ...history.filter((one) => one !== earlier),
    { ...entry, ratios: [...kept, ...entry.ratios] },
  ];
}

/** The newest ratio of every name. */
export function newestRatios(history: readonly BenchEntry[]): readonly BenchRatio[] {
  const newest = new Map<string, BenchRatio>();
  for (const { ratios } of history) for (const ratio of ratios) newest.set(ratio.name, ratio);
  return [...newest.values()];
}

export function keepEntry(entry: BenchEntry, file: string = historyFile): void {
  const history = withEntry(readHistory(file), entry);
  writeFileSync(`${file}.new`, `${JSON.stringify(history, null, 2)}\n`);
  renameSync(`${file}.new`, file);
}
