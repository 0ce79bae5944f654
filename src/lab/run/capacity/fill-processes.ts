import process from 'node:process';
import { defined } from '../../../base/primitives/defined.ts';
import { formatBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { guardFacts } from '../../../maps/model/guards.ts';
import { familyOfGo, modelFacts } from '../../../maps/model/model-facts.ts';
import { payloadOf } from '../../../maps/model/payload/payload-of.ts';
import { planGrowth } from '../../../maps/model/plan/plan-growth.ts';
import { planProcess, type ProcessPlan } from '../../../maps/model/plan/plan-process.ts';
import { defaultGoSettings, type GoSettings } from '../../../maps/model/runtime/go-settings.ts';
import type { Payload } from '../../../maps/model/payload/payload.ts';
import type { SizeDistribution } from '../../../maps/model/payload/size-distribution.ts';
import { runProgram } from '../../sandbox/program/run-program.ts';
import { findGo } from '../../subjects/go/find-go.ts';
import { type GoToolchain, howToGetGo } from '../../subjects/go/go-toolchain.ts';
import type { CapacityRequest, ProcessAnswer } from './capacity.ts';
import { stringKeyBytes } from './fill-cell.ts';
import { fillGoProcess } from './fill-go-process.ts';
import { measureNodeFill } from './measure-node-fill.ts';
import type { MeasuredFill } from './process-fill.ts';

/** More than ever fits: the process dies before. */
const enough = 1.7;
/** A plan of so many entries fits nowhere. */
const beyondAll = 1e12;

/** The runtimes that a map can be filled in, as far as they are here. */
export type Runtime =
  | { readonly kind: 'go'; readonly go: GoToolchain }
  | { readonly kind: 'node'; readonly program: string; readonly major: number }
  | { readonly kind: 'missing'; readonly why: string };

/** @throws SandboxError `usage` for a command that was named and is none */
export async function runtimeFor(request: CapacityRequest): Promise<Runtime> {
  const { map, env, goProgram, nodeProgram = process.execPath } = request;
  const { goMinor } = modelFacts(map);
  const { kind, shards } = guardFacts(request.guard ?? 'none');
  if (kind === 'sync.Map' || shards > 1)
    return {
      kind: 'missing',
      why: `the program that is filled has one map, and not ${request.guard}`,
    };
  if (goMinor === null) {
    if (capacityPayload(request).unknown.length > 0)
      return {
        kind: 'missing',
        why: 'nothing says what its entries are (--key-bytes, --value-bytes)',
      };
    return { kind: 'node', program: nodeProgram, major: await majorOf(nodeProgram) };
  }
  const go = await findGo({
    env,
    minor: goMinor,
    ...defined({ program: goProgram }),
  });
  if (go === null) return { kind: 'missing', why: howToGetGo };
  if (modelFacts(map).family === familyOfGo(go.minor)) return { kind: 'go', go };
  // A real Go whose map is another one than the model answers another question.
  const why = `the Go of this machine is ${go.version}, whose map is another one than that of ${map}: set MAPSWELL_GO to a go command of ${map}`;
  return { kind: 'missing', why };
}

/** What the entries carry; strings as keys have 16 bytes where nobody says more. */
export function capacityPayload(request: CapacityRequest): Payload {
  const { map, key, value, valueSizes } = request;
  const nodeMajor = nodeMajorHere();
  return payloadOf({ map, key, value, keySizes: keySizesOf(request), valueSizes, nodeMajor });
}

/** @returns sizes for keys of open length */
export function keySizesOf(request: CapacityRequest): SizeDistribution {
  return request.keySizes ?? { kind: 'fixed', bytes: stringKeyBytes(request) };
}

/** How many entries whole processes take: by the models, and really where the runtime is here. */
export async function fillProcesses(
  request: CapacityRequest,
  runtime: Runtime,
  mostEntries: number,
): Promise<readonly ProcessAnswer[]> {
  const answers: ProcessAnswer[] = [];
  for (const setting of settingsOf(request, runtime)) {
    const predicted = setting.plan.forecast;
    if (predicted === null) continue;
    const entries = Math.min(mostEntries, Math.ceil(enough * predicted.highEntries) + 1);
    if (runtime.kind !== 'missing') request.onDoing(`filling a real process with ${setting.name}`);
    const measured = await runSetting(request, runtime, setting, entries, null);
    answers.push({ setting: setting.name, predicted, measured });
  }
  return answers;
}

/** One way to start a process, and what it is foretold to take. */
export interface ProcessSetting {
  readonly name: string;
  readonly go: GoSettings;
  readonly nodeArguments: readonly string[];
  readonly plan: ProcessPlan;
}

/**
 * As it is by default; for Go a thriftier collector, and one that is told the limit; for Node.js the heap that
 * the plan advises.
 */
export function settingsOf(request: CapacityRequest, runtime: Runtime): readonly ProcessSetting[] {
  const { map, limitBytes, nodeArguments } = request;
  if (modelFacts(map).runtime === 'node') {
    const nodeMajor = runtime.kind === 'node' ? runtime.major : nodeMajorHere();
    const usual = nodeSetting(request, nodeMajor, nodeArguments);
    const advised = usual.plan.advice?.setting;
    return advised === undefined
      ? [usual]
      : [usual, nodeSetting(request, nodeMajor, [...withoutOldSpace(nodeArguments), advised])];
  }
  const told = Math.floor(limitBytes * 0.9);
  const gos: readonly GoSettings[] = [
    defaultGoSettings,
    { gogc: 50, memoryLimitBytes: null },
    { gogc: 100, memoryLimitBytes: told },
  ];
  return gos.map((go) => ({
    name: goText(go),
    go,
    nodeArguments: [],
    plan: planOf(request, nodeMajorHere(), [], go),
  }));
}

/** The last of two flags would count; one is enough. */
function withoutOldSpace(nodeArguments: readonly string[]): readonly string[] {
  return nodeArguments.filter((flag) => !/^--max[-_]old[-_]space[-_]size=/.test(flag));
}

function nodeSetting(
  request: CapacityRequest,
  nodeMajor: number,
  nodeArguments: readonly string[],
): ProcessSetting {
  const name = [`Node.js ${nodeMajor}`, ...nodeArguments].join(' ');
  const plan = planOf(request, nodeMajor, nodeArguments, defaultGoSettings);
  return { name, go: defaultGoSettings, nodeArguments, plan };
}

function planOf(
  request: CapacityRequest,
  nodeMajor: number,
  nodeArguments: readonly string[],
  go: GoSettings,
): ProcessPlan {
  const { map, key, value, limitBytes, valueSizes, hint = 0, guard = 'none' } = request;
  const asked = { map, key, value, hint, guard, limitBytes, entries: beyondAll };
  const processRequest = {
    ...asked,
    keySizes: keySizesOf(request),
    valueSizes,
    go,
    nodeMajor,
    nodeArguments,
  };
  return planProcess(processRequest, planGrowth(asked));
}

/** Runs a real process with a setting; `null` where its runtime is not here. */
export async function runSetting(
  request: CapacityRequest,
  runtime: Runtime,
  { go, nodeArguments }: ProcessSetting,
  entries: number,
  live: number | null,
): Promise<MeasuredFill | null> {
  const { key, value, limitBytes, valueSizes, env, signal } = request;
  const keySizes = keySizesOf(request);
  const task = { key, value, limitBytes, entries, live, keySizes, valueSizes, signal };
  if (runtime.kind === 'go')
    return fillGoProcess({ ...task, hint: 0, go: runtime.go, settings: go, env });
  if (runtime.kind === 'node')
    return measureNodeFill({ ...task, program: runtime.program, nodeArguments });
  return null;
}

/** `GOGC=100 GOMEMLIMIT=460.8 MiB`. */
function goText({ gogc, memoryLimitBytes }: GoSettings): string {
  const pace = `GOGC=${gogc ?? 'off'}`;
  return memoryLimitBytes === null ? pace : `${pace} GOMEMLIMIT=${formatBytes(memoryLimitBytes)}`;
}

function nodeMajorHere(): number {
  return Number(process.versions.node.split('.')[0]);
}

async function majorOf(program: string): Promise<number> {
  if (program === process.execPath) return nodeMajorHere();
  const { stdout } = await runProgram({
    program,
    arguments: ['--version'],
    timeLimitMs: 10_000,
    env: process.env,
  });
  const [, major] = /^v(\d+)\./.exec(stdout.toString()) ?? [];
  if (major !== undefined) return Number(major);
  throw new SandboxError('usage', `expected --node to name a node command, got ${program}`);
}
