import { mapCanCharge } from '../../core/accounts';
import { GrowthKind } from '../../core/growth-kind';
import { MapHandle } from '../../core/map-handle';
import { Purpose } from '../../memory/purpose';
import { directoryCost, doubleDirectory, fillDirectory, newDirectory } from './directory';
import { stepBegins, stepFinished, stepStarted } from './growth-steps';
import { moveAll, moveApart } from './move-entry';
import { LARGEST_TABLE, SwissMap, Table } from '../swiss-map';
import { newTable, releaseTable, tableCost } from './table';

/**
 * Makes room in a full table: doubles it, or splits it in two once it has the largest size. False
 * when memory is refused; the map is then as it was.
 */
export function rehash(m: MapHandle, map: SwissMap, table: Table): bool {
  const doubled = <u32>table.capacity * 2;
  return doubled <= LARGEST_TABLE ? growTable(m, map, table, doubled) : splitTable(m, map, table);
}

function growTable(m: MapHandle, map: SwissMap, old: Table, capacity: u32): bool {
  if (!mapCanCharge(m, tableCost(m.type, capacity), Purpose.Growth)) return false;
  const before = stepBegins(m);
  const table = newTable(m, capacity, old.index, old.localDepth);
  if (table === null) return false;
  const event = stepStarted(m, GrowthKind.TableGrowth, old.capacity, capacity, before);
  moveAll(m, old, table);
  if (!ASC_NO_ASSERT) assert(table.used == old.used, 'entries lost in a growth');
  fillDirectory(map, table, map.span(old));
  releaseTable(m, old);
  stepFinished(m, event);
  return true;
}

function splitTable(m: MapHandle, map: SwissMap, old: Table): bool {
  const doubles = old.localDepth == map.globalDepth;
  let cost = 2 * tableCost(m.type, LARGEST_TABLE);
  if (doubles) cost += directoryCost(2 * map.dirLen);
  if (!mapCanCharge(m, cost, Purpose.Growth)) return false;
  const before = stepBegins(m);
  const depth = old.localDepth + 1;
  const left = newTable(m, LARGEST_TABLE, old.index, depth);
  if (left === null) return false;
  const right = newTable(m, LARGEST_TABLE, 0, depth);
  if (right === null) {
    releaseTable(m, left);
    return false;
  }
  const directory: usize = doubles ? newDirectory(m, 2 * map.dirLen, Purpose.Growth) : 0;
  if (doubles && directory == 0) {
    releaseTable(m, left);
    releaseTable(m, right);
    return false;
  }
  const event = stepStarted(m, GrowthKind.Split, LARGEST_TABLE, 2 * LARGEST_TABLE, before);
  moveApart(m, old, left, right);
  if (doubles) doubleDirectory(m, map, directory);
  if (!ASC_NO_ASSERT) {
    assert(left.used + right.used == old.used, 'entries lost in a split');
    assert(depth <= map.globalDepth, 'table deeper than its directory');
  }
  left.index = old.index;
  right.index = left.index + map.span(left);
  fillDirectory(map, left, map.span(left));
  fillDirectory(map, right, map.span(right));
  releaseTable(m, old);
  stepFinished(m, event);
  return true;
}
