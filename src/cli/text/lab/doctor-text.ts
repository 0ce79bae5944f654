import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { LimitMechanism, OuterLimits } from '../../../lab/sandbox/limits/limit-report.ts';
import type { MachineInspection } from '../../../lab/sandbox/machine/inspect-machine.ts';
import type { LimitAbility } from '../../../lab/sandbox/machine/limit-ability.ts';
import type { Noise } from '../../../lab/sandbox/machine/measure-noise.ts';
import type { LimitName } from '../../../lab/sandbox/limits/mechanism.ts';
import { terminalText } from '../terminal-text.ts';
import { textTable } from '../text-table.ts';

const limitTitles: Readonly<Record<LimitName, string>> = {
  memoryBytes: 'memory',
  swapBytes: 'swap',
  cpus: 'CPU quota',
  cpuSet: 'CPU set',
  processes: 'number of processes',
};

const mechanismTitles: Readonly<Record<LimitMechanism, string>> = {
  'cgroup-v2': 'cgroup v2',
  'cgroup-v1': 'cgroup v1',
  inherited: 'the group around mapswell',
  arena: "the arena's maximum",
  'v8-heap': "V8's heap limit",
  affinity: 'CPU affinity',
  none: 'nothing',
};

/** What `mapswell doctor` prints. */
export function doctorText(
  inspection: MachineInspection,
  noise: Noise | null,
  cleaned: readonly string[],
): string {
  return [
    ...cleaned.map((sentence) => `${terminalText(sentence)}\n`),
    machineText(inspection),
    limitsText(inspection.limits),
    ...outerText(inspection.outer),
    steadinessText(inspection, noise),
    adviceText(inspection.advice),
  ].join('\n');
}

function machineText({ cpuModel, cpus, conditions, ...rest }: MachineInspection): string {
  const { platform, osRelease, node, v8 } = rest;
  return terminalText(
    `${cpuModel}, ${count(cpus, 'CPU')}, ${formatBytes(conditions.memoryBytes)} of memory, ` +
      `${platform} ${osRelease}, Node ${node}, V8 ${v8}\n`,
  );
}

function limitsText(limits: readonly LimitAbility[]): string {
  const rows = limits.map(({ limit, mechanism }) => [
    limitTitles[limit],
    mechanismTitles[mechanism],
  ]);
  const remarks = limits
    .filter(({ remark }) => remark !== '')
    .map(({ limit, remark }) => `  ${limitTitles[limit]}: ${terminalText(remark)}\n`);
  const table = textTable([{ title: 'Limit' }, { title: 'Enforced by' }], rows);
  return remarks.length === 0 ? table : `${table}\n${remarks.join('')}`;
}

/** One paragraph, or none where nothing is limited from outside. */
function outerText({ memoryBytes, cpus, processes }: OuterLimits): readonly string[] {
  const parts = [
    { name: 'memory', outer: memoryBytes, format: formatLimitBytes },
    { name: 'CPU quota', outer: cpus, format: String },
    { name: 'processes', outer: processes, format: String },
  ].flatMap(({ name, outer, format }) =>
    outer === undefined
      ? []
      : `  ${name}: ${format(outer.limit)} by the group ${terminalText(outer.group)} (${mechanismTitles[outer.mechanism]})\n`,
  );
  if (parts.length === 0) return [];
  return [`Around mapswell, for itself and all its children together:\n${parts.join('')}`];
}

function steadinessText(
  { clock, limits, parentDeathSeenBy }: MachineInspection,
  noise: Noise | null,
): string {
  const death =
    parentDeathSeenBy === 'kernel'
      ? 'the kernel ends the children'
      : 'a thread of each child ends it';
  const hasGroups = limits.some(({ mechanism }) => mechanism.startsWith('cgroup'));
  return (
    `Clock: performance.now ${clock.performanceNowNs.toFixed(0)} ns, ` +
    `process.hrtime.bigint ${clock.hrtimeNs.toFixed(0)} ns per call\n` +
    `If mapswell is killed: ${death}` +
    `${hasGroups ? ', the next start removes the control groups' : ''}\n` +
    noiseText(noise)
  );
}

/** Of a difference of two normal values, 1 in 20 is beyond so many of their standard deviations. */
const oneInTwenty = 1.96 * Math.SQRT2;

function noiseText(noise: Noise | null): string {
  if (noise === null) return 'Noise: not measured\n';
  const { first, second, unit, spreadPercent, armDifferencePercent } = noise;
  return (
    `Noise: ${formatCount(noise.median, 1)} ${unit} over ${first.length + second.length} fresh ` +
    `processes, which differ by ${spreadPercent.toFixed(1)} % (robust standard deviation): of two ` +
    `single runs, 1 pair in 20 differs by more than ${(spreadPercent * oneInTwenty).toFixed(0)} % ` +
    `though nothing has changed; here two arms of ${first.length} differ by ` +
    `${Math.abs(armDifferencePercent).toFixed(1)} %\n`
  );
}

function adviceText(advice: readonly string[]): string {
  if (advice.length === 0) return 'Nothing to change.\n';
  return `What to change:\n${advice.map((text) => `  - ${terminalText(text)}\n`).join('')}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
