import type { MapModel } from '../../../maps/model/map-model.ts';

/** What kind of table a map has: it decides what its figures are called. */
export type MapFamily = 'classic' | 'swiss' | 'v8';

export function mapFamily(map: MapModel): MapFamily {
  switch (map) {
    case 'go1.22':
    case 'go1.23':
      return 'classic';
    case 'go1.24':
    case 'go1.25':
    case 'go1.26':
    case 'go1.27':
      return 'swiss';
    case 'v8':
    default:
      return 'v8';
  }
}
