import type { AbilityName, ProcessCheck } from '../../../live/attach/check-process.ts';
import { terminalText } from '../terminal-text.ts';

const titles: Readonly<Record<AbilityName, string>> = {
  maps: 'every map, its bytes and its next growth',
  growths: 'growths at the insert, with stacks (--growths)',
  limit: 'the limit of its memory',
  'heap-profile': 'lines that hold tables (--pprof)',
};

/** What attach can see of a process, and which rights are missing. */
export function checkText({ pid, name, runtime, version, abilities }: ProcessCheck): string {
  const what =
    runtime === null
      ? ''
      : `  ${runtime === 'go' ? 'Go' : 'Node.js'} ${version?.replace(/^(?:go|v)/, '') ?? ''}`;
  const lines = abilities.flatMap(({ name: ability, isPossible, missing, detail }) => [
    `${isPossible === null ? 'maybe' : isPossible ? 'yes  ' : 'no   '}  ${titles[ability]}: ${detail}`,
    ...missing.map(
      ({ right, reason, remedy }) => `         ${right} is missing: ${reason}; ${remedy}`,
    ),
  ]);
  return `${[`pid ${pid} (${name})${what}`, ...lines].map(terminalText).join('\n')}\n`;
}
