import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { parseGoType } from '../../../maps/model/go-type/parse-go-type.ts';
import type { AdviceDocument, AdvisedSite } from '../advice-document.ts';

const usualEntries = 10_000;
const mostShown = 8;
const operations = 200_000;

/** Keys that a type of so many bytes has surely room for. */
const mostKeys: Readonly<Record<number, number>> = { 1: 200, 2: 50_000 };

/** Kinds of keys that a workload can make. */
const madeKeys = /^(?:int\d+|string|bytes|pointer)$/;

/**
 * The site that a text names: its id, `path:line`, or its name with or without its owner.
 *
 * @throws SandboxError `usage` where that is none or several
 */
export function siteNamed({ sites }: AdviceDocument, wanted: string): AdvisedSite {
  const found = sites.filter(({ id, path, line, name, owner }) =>
    [id, `${path}:${line}`, name, `${owner}.${name}`].includes(wanted),
  );
  const [site] = found;
  if (site !== undefined && found.length === 1) return site;
  const known = (found.length > 1 ? found : sites).slice(0, mostShown).map(({ id }) => id);
  throw new SandboxError(
    'usage',
    `expected --scenario to name one map, such as ${known.join(', ')}, got ${JSON.stringify(wanted)}${found.length > 1 ? `, which ${found.length} are` : ''}`,
  );
}

/**
 * A scenario that measures a map of this type under each guard, with the mix of operations that stands in the
 * source.
 *
 * @throws SandboxError `input` where its types are not known, or no workload makes such keys
 */
export function siteScenario(site: AdvisedSite, { entries }: AdviceDocument): string {
  const { plan, live, uses } = site;
  const label = `${site.owner === '' ? '' : `${site.owner}.`}${site.name}`;
  const type = plan === null ? null : parseGoType(plan.key);
  if (plan === null || plan.map === 'v8' || type === null || !madeKeys.test(type.keyKind))
    throw new SandboxError(
      'input',
      `expected a map of Go with keys that are integers, strings, pointers or arrays of these for --scenario, got ${label} ${site.type}`,
    );
  const middle = live === null ? null : Math.round((live.entriesFrom + live.entriesTo) / 2);
  const known = Math.max(1, entries ?? middle ?? usualEntries);
  const keys = Math.min(known, mostKeys[type.sizeBytes] ?? known);
  const mix = mixOf(uses);
  const from =
    entries !== null
      ? 'as given'
      : middle !== null
        ? 'the middle of what the profile leaves open'
        : 'assumed';
  return `${[
    "import { defineScenario } from 'mapswell';",
    '',
    `// ${printable(`${label} ${site.type}, ${site.path}:${site.line}.`)}`,
    '// The mix is how often each operation stands in the source, not how often it runs: set it to what you know.',
    `// Entries are ${from}.`,
    'export default defineScenario({',
    `  purpose: ${JSON.stringify(printable(`${label} of ${site.path} behind a mutex, an rwmutex, 32 shards and as a sync.Map.`))},`,
    `  site: ${JSON.stringify(printable(site.id))},`,
    '  // The maps of a Go toolchain on this machine, which the speed of a sync.Map is to be measured on:',
    "  // target: 'go',",
    `  map: ${JSON.stringify(plan.map)},`,
    `  key: ${JSON.stringify(plan.key)},`,
    `  value: ${JSON.stringify(plan.value)},`,
    "  guard: ['mutex', 'rwmutex', 'sharded:32', 'sync.Map'],",
    '  writers: 4,',
    '  phases: [',
    '    {',
    "      name: 'fill',",
    `      operationsPerWriter: ${Math.ceil(keys / 4)},`,
    '      mix: { insert: 1 },',
    "      keys: { kind: 'sequential' },",
    '    },',
    '    {',
    "      name: 'use',",
    `      operationsPerWriter: ${operations},`,
    `      mix: { ${mix} },`,
    `      keys: { kind: 'uniform', keys: ${keys} },`,
    '    },',
    '  ],',
    `  notes: ${JSON.stringify(`${formatCount(keys)} keys; ${mix} by their number in the source.`)},`,
    '});',
  ].join('\n')}\n`;
}

function mixOf({ reads, ranges, writes, deletes }: AdvisedSite['uses']): string {
  const parts = [
    ['lookup', reads + ranges],
    ['insert', writes],
    ['delete', deletes],
  ] as const;
  const used = parts.filter(([, count]) => count > 0);
  return used.length === 0
    ? 'lookup: 1'
    : used.map(([name, count]) => `${name}: ${count}`).join(', ');
}

/** Text from outside must not end the line that it stands in. */
function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
