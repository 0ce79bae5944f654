import { numberAt } from '../../../base/primitives/number-at.ts';
import type { ElfFile } from './elf-file.ts';

/** What the Go linker says of a program. */
export interface GoBuildInfo {
  /** As in `go1.27.3`, without experiments. */
  readonly version: string;
  /** Experiments that differ from the toolchain's own choice, as in `noswissmap`. */
  readonly experiments: readonly string[];
  /** Path of the main package; empty where it is not known. */
  readonly path: string;
  /** `-race`, `CGO_ENABLED`, `GOARCH` and so on. */
  readonly settings: ReadonlyMap<string, string>;
}

const magic = Buffer.from('\xff Go buildinf:', 'latin1');
const headerBytes = 32;
const inlineFlag = 2;
const mostBytes = 2 ** 20;
/** The module text stands between two marks of this length. */
const markBytes = 16;

/** The build information of a Go program (1.18 or later); `null` for any other file. */
export function readGoBuildInfo(elf: ElfFile): GoBuildInfo | null {
  const section = elf.section('.go.buildinfo');
  if (section === null) return null;
  const bytes = elf.sectionBytes(section, mostBytes);
  const isComplete = bytes.length >= headerBytes && bytes.subarray(0, magic.length).equals(magic);
  if (!isComplete || (numberAt(bytes, 15) & inlineFlag) === 0) return null;
  const version = textWithLength(bytes, headerBytes);
  const marked = version === null ? null : textWithLength(bytes, version.end);
  if (version === null || marked === null) return null;
  return parseGoBuildInfo(version.text, marked.text);
}

/** As Go writes them: `go1.24.4 X:noswissmap`, and lines of a key and a value behind tabs. */
export function parseGoBuildInfo(version: string, marked: string): GoBuildInfo {
  const [number = '', experiments = ''] = version.split(' X:');
  const lines = marked.slice(markBytes, -markBytes).split('\n');
  const valueOf = (key: string): string | null =>
    lines.find((line) => line.startsWith(`${key}\t`))?.slice(key.length + 1) ?? null;
  const settings = new Map(
    lines.flatMap((line): [string, string][] => {
      const [, key, value = ''] = /^build\t([^=]+)=(.*)$/.exec(line) ?? [];
      return key === undefined ? [] : [[key, value]];
    }),
  );
  const listed = experiments === '' ? (settings.get('GOEXPERIMENT') ?? '') : experiments;
  return {
    version: number.replace(/ .*$/, ''),
    experiments: listed.split(/[ ,]+/).filter((experiment) => experiment !== ''),
    path: valueOf('path') ?? '',
    settings,
  };
}

/** A text behind its length as a varint. */
function textWithLength(
  bytes: Buffer,
  offset: number,
): { readonly text: string; readonly end: number } | null {
  let length = 0;
  let at = offset;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[at];
    if (byte === undefined) return null;
    at += 1;
    length += (byte & 127) * 2 ** shift;
    if (byte < 128) break;
  }
  const end = at + length;
  return end > bytes.length ? null : { text: bytes.toString('latin1', at, end), end };
}
