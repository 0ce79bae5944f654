import { dirname } from 'node:path';
import { importEdit } from '../fix/import-edit.ts';
import { minorOf } from '../types/workspace.ts';
import { costChanges, mapCost } from '../site-costs.ts';
import type { Fill } from '../hint/find-fill.ts';
import type { Advice, AdviceFix } from '../advice-document.ts';
import type { MapSite } from '../sites/map-site.ts';
import type { RuleContext } from './rule-context.ts';

/**
 * A map that is made empty and filled by one loop could be made in its final size. Measured on Go 1.22 and
 * 1.27, this halves the bytes allocated from about 100 entries on; where fewer than half of the keys differ it
 * costs more than it saves, and below 9 entries there is nothing to save.
 */
export function hintAdvice(site: MapSite, context: RuleContext): Advice | null {
  const { fill } = context;
  if (fill === null) return null;
  const { source, certainty } = fill;
  const line = site.file.lineAt(fill.loop.start);
  const isExact = certainty === 'exact';
  const confidence = source.isCertain ? certainty : 'heuristic';
  const reason = isExact
    ? `the loop in line ${line} adds one entry for each of ${source.bound}`
    : `the loop in line ${line} adds at most ${source.bound} entries: worth it if more than half of the keys (${fill.key.text}) differ`;
  return {
    rule: 'hint',
    level: isExact && source.isCertain ? 'warning' : 'note',
    confidence,
    reason,
    bytes: hintBytes(context, source.count),
    fix: cloneFix(site, fill, context) ?? hintFix(site, fill),
    related: [{ path: site.file.path, line, text: 'the loop' }],
  };
}

function hintBytes({ map, types, entries }: RuleContext, count: number | null): Advice['bytes'] {
  if (types === null) return null;
  return costChanges(count ?? entries, (at) => ({
    now: mapCost(map, types, at),
    advised: mapCost(map, types, at, at),
  }));
}

/** From 1.21 on there is `maps.Clone`, and from 1.25 on it takes over the size of the table that it copies. */
const [firstClone, lastSized] = [21, 24];

/** `maps.Clone` where it does the same and makes the map in the size of its entries. */
function cloneFix(
  { file }: MapSite,
  { copy, creation: { made }, loop, source }: Fill,
  { workspace }: RuleContext,
): AdviceFix | null {
  const go = workspace.moduleOf(dirname(file.fullPath))?.go ?? null;
  const minor = go === null ? 0 : minorOf(go);
  if (copy === null || minor < firstClone || minor > lastSized) return null;
  const imported = importEdit(file.source, 'maps');
  if (imported === null) return null;
  const text = `maps.Clone(${source.source.text})`;
  const edits = [
    ...(imported === 'none'
      ? []
      : [{ start: imported.start, end: imported.start, text: imported.text }]),
    { start: made.start, end: made.end, text },
    { start: copy.end, end: loop.end, text: '' },
  ];
  return {
    description: `write ${text}`,
    edits: edits.map(({ start, end, text: put }) => ({
      path: file.path,
      line: file.lineAt(start),
      column: file.columnAt(start),
      was: file.source.slice(start, end),
      start,
      end,
      text: put,
    })),
  };
}

function hintFix(site: MapSite, { creation, source, isFixable }: Fill): AdviceFix {
  const { made, type } = creation;
  const text = `make(${type.text}, ${source.bound})`;
  const edit = {
    path: site.file.path,
    line: site.file.lineAt(made.start),
    column: site.file.columnAt(made.start),
    start: made.start,
    end: made.end,
    was: made.text,
    text,
  };
  return { description: `write ${text}`, edits: isFixable ? [edit] : [] };
}
