import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { LiveProcess } from '../../maps/figures/live-map.ts';
import type { FollowedMap } from './follow/followed-map.ts';
import { mapTypeOf } from './follow/trace-recorder.ts';
import type { MemoryRoom } from './proc/memory-room.ts';

/** Entries that a run inserts in a reasonable time. */
const mostEntries = 20_000_000;

/**
 * A scenario file of a live map: filled to where it stands, then past its next growth, under its limit.
 *
 * @throws SandboxError `input` for a map whose type is not certain, or that no model describes
 */
export function scenarioText(
  process: LiveProcess,
  { map, next, entriesPerMinute }: FollowedMap,
  room: MemoryRoom | null,
): string {
  const type = mapTypeOf(map);
  const name = (map.name ?? map.address ?? map.id).replaceAll(/\s+/g, ' ');
  if (type === null) {
    const candidates = map.candidateTypes.slice(0, 5).join(', ');
    throw new SandboxError(
      'input',
      `expected a map whose type is certain for --scenario, got ${name}, which is ${candidates === '' ? `a ${map.kind}` : `one of ${candidates}`}`,
    );
  }
  const entries = Math.min(mostEntries, Math.max(1, map.figures.entries));
  const past = Math.min(mostEntries, Math.max(1000, (next?.atEntries ?? 0) - entries + 1000));
  const perSecond = Math.max(0, (entriesPerMinute ?? 0) / 60);
  const seen = `${formatCount(entries)} entries, ${formatCount(Math.round(perSecond * 60))} more per minute`;
  const shown = map.type ?? map.kind;
  const lines = [
    "import { defineScenario } from 'mapswell';",
    '',
    `// ${comment(`${name} (${shown}) of ${process.name}, ${process.runtime} ${process.version}, as attach saw it at ${new Date(map.atMs).toISOString()}:`)}`,
    `// ${seen}.`,
    ...(type.model === 'v8'
      ? [
          "// V8's tables hold a word for each key and value; what they point to is not known from outside.",
        ]
      : []),
    'export default defineScenario({',
    `  purpose: ${JSON.stringify(`${name} as attach saw it, filled past its next growth.`)},`,
    // By it `advise --record` finds a variable of the program.
    ...(process.runtime === 'go' && map.name !== null
      ? [`  site: ${JSON.stringify(comment(map.name))},`]
      : []),
    // A `Map` is that of the Node.js that runs the scenario.
    ...(type.model === 'v8' ? ["  target: 'native',"] : []),
    `  map: ${JSON.stringify(type.model)},`,
    `  key: ${JSON.stringify(type.key)},`,
    `  value: ${JSON.stringify(type.value)},`,
    ...(room === null ? [] : [`  limits: { memoryBytes: ${room.limitBytes} },`]),
    ...rateLines(perSecond),
    '  phases: [',
    `    { name: 'fill', operationsPerWriter: ${entries}, mix: { insert: 1 }, keys: { kind: 'sequential' } },`,
    '    {',
    "      name: 'grow',",
    `      operationsPerWriter: ${past},`,
    '      mix: { insert: 1 },',
    `      keys: { kind: 'sequential', startAt: ${entries} },`,
    '    },',
    '  ],',
    '});',
  ];
  return `${lines.join('\n')}\n`;
}

/** At a rate the fill would take as long as it took the process, so it is there to be taken up. */
function rateLines(perSecond: number): readonly string[] {
  if (perSecond < 0.05) return [];
  const rate = (times: number): string => String(Number((times * perSecond).toPrecision(3)));
  return [
    '  // As fast as it goes; at the rate that was seen, or at ten times that, and fewer operations below:',
    `  // rate: { kind: 'constant', perSecond: ${rate(1)} },`,
    `  // rate: { kind: 'constant', perSecond: ${rate(10)} },`,
  ];
}

/** Text from outside must not end the comment that it stands in. */
function comment(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, ' ');
}
