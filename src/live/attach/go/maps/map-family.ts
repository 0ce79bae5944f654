import type { MemoryRange } from '../../proc/process-memory.ts';
import { chargedBytes } from '../../../../maps/model/size-class.ts';
import type { HeaderShape } from '../heap/header-slots.ts';
import type { GoLayout } from '../program/go-layout.ts';
import type { RuntimeMapType } from '../program/go-types.ts';
import { parseClassicHeader } from './classic-header.ts';
import { judgeClassic } from './classic-map.ts';
import type { Judgement } from './go-map.ts';
import type { MapContext } from './map-context.ts';
import { parseSwissHeader } from './swiss-header.ts';
import { judgeSwiss } from './swiss-map.ts';

/** A header of either family, parsed. */
export interface MapHeader {
  readonly address: number;
  readonly entries: number;
  readonly seed: number;
  /** Buckets, the only group or the directory; 0 where nothing is allocated yet. */
  readonly tableAddress: number;
  readonly judge: (context: MapContext) => Judgement;
  /** What `judge` reads first, if that is known before. */
  readonly need: MemoryRange | null;
}

/** What classic and Swiss maps have in common, seen from outside. */
export interface MapFamily {
  readonly kind: 'classic' | 'swiss';
  readonly shape: HeaderShape;
  readonly parse: (bytes: Buffer, offset: number, address: number) => MapHeader | null;
}

/** The family of a program's maps: its map types tell, since a build has one of the two. */
export function familyOf(layout: GoLayout, types: readonly RuntimeMapType[]): MapFamily {
  const isClassic = types.some(({ inner }) => inner.name.includes('map.bucket['));
  const { classic, swiss } = layout;
  if (classic !== null && (isClassic || swiss === null)) return classicFamily(classic);
  if (swiss !== null) return swissFamily(swiss);
  throw new Error('a layout knows at least one family of maps');
}

function classicFamily(classic: NonNullable<GoLayout['classic']>): MapFamily {
  return {
    kind: 'classic',
    shape: shapeOf(classic.hmap.structSize, [
      classic.hmap.buckets,
      classic.hmap.oldbuckets,
      classic.hmap.extra,
    ]),
    parse: (bytes, offset, address) => {
      const header = parseClassicHeader(classic, bytes, offset, address);
      if (header === null) return null;
      const { entries, seed, buckets, extra } = header;
      return {
        address,
        entries,
        seed,
        tableAddress: buckets,
        judge: (context) => judgeClassic(context, header),
        need: extra === 0 ? null : { address: extra, bytes: classic.mapextra.structSize },
      };
    },
  };
}

function swissFamily(swiss: NonNullable<GoLayout['swiss']>): MapFamily {
  return {
    kind: 'swiss',
    shape: shapeOf(swiss.Map.structSize, [swiss.Map.dirPtr]),
    parse: (bytes, offset, address) => {
      const header = parseSwissHeader(swiss, bytes, offset, address);
      if (header === null) return null;
      const { entries, seed, directory, directoryLength } = header;
      return {
        address,
        entries,
        seed,
        tableAddress: directory,
        judge: (context) => judgeSwiss(context, header),
        need: directoryLength === 0 ? null : { address: directory, bytes: 8 * directoryLength },
      };
    },
  };
}

function shapeOf(structBytes: number, pointerOffsets: readonly number[]): HeaderShape {
  const pointerWords = pointerOffsets.reduce((words, offset) => words | (1 << (offset / 8)), 0);
  return { bytes: chargedBytes(structBytes, true), pointerWords };
}
