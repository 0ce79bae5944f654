import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { AttachFlags } from './attach-flags.ts';
import { type FlagsOf, textFlag, toggle } from './flag.ts';

/** Flags of `attach` for other ways to look than by reading the heap. */
export interface AttachLookFlags {
  readonly growths: boolean;
  readonly stacks: boolean;
  readonly check: boolean;
  readonly pprof: string | undefined;
  readonly gctrace: string | undefined;
}

export const attachLookFlags: FlagsOf<AttachLookFlags> = {
  growths: toggle(
    'hear growths of a Go program at the insert, with stacks; needs root, for probes of the kernel',
  ),
  stacks: toggle(
    'look for maps on the stacks of goroutines of a Go program, too, and read all that these have in use',
  ),
  check: toggle('what attach can see of the process from here, and which rights are missing'),
  pprof: textFlag(
    '<url|file>',
    'lines that hold tables, by the heap profile of a Go program; needs no right and no PID',
  ),
  gctrace: textFlag(
    '<file>',
    'log of a Go program with GODEBUG=gctrace=1, which is followed; - is standard input',
  ),
};

type Request = AttachFlags & AttachLookFlags & { readonly pid: string | undefined };

/**
 * Refuses flags that have no meaning beside these.
 *
 * @throws SandboxError `usage`
 */
export function refuseOtherLooks(request: Request): void {
  const { pid, name, once, growths, check, pprof, events, limit, calibration, redis } = request;
  const given = {
    [`the PID ${pid}`]: pid !== undefined,
    '--name': name !== undefined,
    '--redis': redis !== undefined,
    '--scenario': request.scenario !== undefined,
    '--once': once,
    '--for': request.for !== undefined,
    '--events': events !== undefined,
    '--limit': limit !== undefined,
    '--calibration': calibration !== undefined,
    '--growths': growths,
    '--stacks': request.stacks,
    '--check': check,
    '--gctrace': request.gctrace !== undefined,
  };
  const refuse = (flag: string, allowed: readonly string[]): void => {
    const other = Object.entries(given).find(
      ([each, isGiven]) => isGiven && !allowed.includes(each),
    );
    if (other !== undefined)
      throw new SandboxError('usage', `expected ${flag} or ${other[0]}, got both`);
  };
  if (pprof !== undefined) refuse('--pprof', []);
  if (redis !== undefined)
    refuse('--redis', ['--redis', '--once', '--for', '--events', '--limit', '--calibration']);
  if (check) refuse('--check', ['--check', `the PID ${pid}`]);
  if (request.gctrace !== undefined && name !== undefined)
    throw new SandboxError('usage', 'expected --gctrace with a PID, got it with --name');
  if (growths && once) throw new SandboxError('usage', 'expected --growths or --once, got both');
}
