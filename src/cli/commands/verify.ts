import { defined } from '../../base/primitives/defined.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { SpeedDocument } from '../../lab/verify/speed/speed-file.ts';
import type { GoToolchain } from '../../lab/subjects/go/go-toolchain.ts';
import type { Verification } from '../../lab/verify/verification.ts';
import { type CliContext, type CommandBuilder, onTerminal } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { textFlag, toggle } from '../flags/flag.ts';

/** `mapswell verify`: holds the models against the real maps of this machine. */
export const verifyCommand: CommandBuilder = defineCommand(
  {
    name: 'verify',
    summary: 'Compare the models with the real maps of the Go and the Node on this machine',
    flags: {
      go: textFlag('<path>', 'go command to verify against'),
      quick: toggle('a part that takes about a minute: all recordings, three types, small maps'),
      speed: toggle('measure how long the reference map takes beside real Go, by 12 workloads'),
      everyGo: toggle('with --speed: every version of Go that is found, and not only the newest'),
    },
    files: {
      out: {
        value: '<file>',
        summary:
          'with --speed: write a document that "mapswell report" quotes; - is standard output',
        kind: fileKinds.speed,
      },
    },
    notes: `
Examples:
  $ mapswell verify
  $ mapswell verify --quick
  $ mapswell verify --go /usr/local/go/bin/go --json
  $ mapswell verify --speed --out speed.json && mapswell run --speed speed.json

Go is taken from MAPSWELL_GO, in MAPSWELL_GO_FOLDER/<version>/bin/go and on the PATH. The first run
compiles small programs, which takes a minute; they are kept in ~/.cache/mapswell (XDG_CACHE_HOME).
Before it starts it says how long the whole takes here, by a sample of the work. Exit code 1 on any difference.
--speed compares no map: its ratios are for this machine, and its exit code is 3 where a workload gave none.
With --quick it takes as few rounds as give an interval.`,
  },
  async (request, context) => {
    refuseWithoutSpeed(request);
    return request.speed
      ? await measureSpeed(request, context)
      : await verifyMaps(request, context);
  },
  {
    json: (verified) => (verified.kind === 'maps' ? verified.verification : verified.speed),
    print: async (verified) => {
      if (verified.kind === 'maps') {
        const { verificationText } = await import('../text/lab/verification-text.ts');
        return verificationText(verified.verification);
      }
      const { speedText } = await import('../text/lab/speed-text.ts');
      return speedText(verified.speed);
    },
    documents: {
      out: {
        text: async (verified) => {
          if (verified.kind === 'maps') return null;
          const { formatSpeed } = await import('../../lab/verify/speed/speed-file.ts');
          return formatSpeed(verified.speed);
        },
      },
    },
    exitCode: (verified) => {
      if (verified.kind === 'maps')
        return verified.verification.isEqual ? exitCodes.fine : exitCodes.regression;
      const workloads = verified.speed.gos.flatMap((go) => go.workloads);
      return workloads.every(({ time }) => time !== null) ? exitCodes.fine : exitCodes.invalid;
    },
  },
);

type Verified =
  | { readonly kind: 'maps'; readonly verification: Verification }
  | { readonly kind: 'speed'; readonly speed: SpeedDocument };

interface Asked {
  readonly go: string | undefined;
  readonly quick: boolean;
  readonly speed: boolean;
  readonly everyGo: boolean;
  readonly out: string | undefined;
}

function refuseWithoutSpeed({ speed, everyGo, out, go }: Asked): void {
  const flag = everyGo ? '--every-go' : out === undefined ? null : '--out';
  if (flag !== null && !speed)
    throw new SandboxError('usage', `expected ${flag} with --speed, got it alone`);
  if (everyGo && go !== undefined)
    throw new SandboxError('usage', 'expected one of --go and --every-go, got both');
}

async function verifyMaps(
  { go, quick }: Asked,
  { env, signal, stderr }: CliContext,
): Promise<Verified> {
  const { verify } = await import('../../lab/verify/verify.ts');
  const verification = await verify({
    env,
    signal,
    isQuick: quick,
    onDoing: onTerminal(stderr),
    onEstimate: (seconds) => {
      stderr.write(
        `The whole takes about ${minutesOf(seconds)} min here, by a sample of the work; --quick takes about one.\n`,
      );
    },
    ...defined({ goProgram: go }),
  });
  return { kind: 'maps', verification };
}

async function measureSpeed(asked: Asked, context: CliContext): Promise<Verified> {
  const { env, signal, stderr } = context;
  const [{ verifySpeed }, { speedDocumentOf }] = await Promise.all([
    import('../../lab/verify/speed/verify-speed.ts'),
    import('../../lab/verify/speed/speed-file.ts'),
  ]);
  const gos = await goesToMeasure(asked, context);
  context.keepsResults();
  const speed = await verifySpeed({
    env,
    gos,
    signal,
    isQuick: asked.quick,
    onDoing: onTerminal(stderr),
    onEstimate: (rounds, seconds) => {
      stderr.write(
        `The whole takes about ${minutesOf(seconds)} min here, by a sample of the work: ${rounds} rounds of 12 workloads with ${gos.map(({ version }) => version).join(', ')}.\n`,
      );
    },
  });
  return { kind: 'speed', speed: speedDocumentOf(speed) };
}

async function goesToMeasure(
  { go, everyGo }: Asked,
  { env }: CliContext,
): Promise<readonly GoToolchain[]> {
  const [{ findEveryGo, findGo }, { howToGetGo }] = await Promise.all([
    import('../../lab/subjects/go/find-go.ts'),
    import('../../lab/subjects/go/go-toolchain.ts'),
  ]);
  const one = everyGo ? null : await findGo({ env, ...defined({ program: go }) });
  const found = everyGo ? await findEveryGo(env) : one === null ? [] : [one];
  if (found.length === 0) throw new SandboxError('environment', howToGetGo);
  return found;
}

function minutesOf(seconds: number): number {
  return Math.max(1, Math.round(seconds / 60));
}
