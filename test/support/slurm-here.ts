import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import type { ExecutionContext } from 'ava';
import { findProgram } from '../../src/lab/sandbox/machine/find-program.ts';
import { skipLoudly } from './skip-loudly.ts';
import { temporaryFolder } from './temporary-folder.ts';

/** A Slurm of one node, on 127.0.0.1 alone. */
export interface SlurmHere {
  /** The environment in which its commands find it. */
  readonly env: NodeJS.ProcessEnv;
  /** Whether the memory that a job asks for is its limit. */
  readonly constrains: boolean;
  /** Runs one of its commands; what it printed. */
  readonly run: (program: string, ...words: readonly string[]) => string;
  /** Waits until a command prints what is expected. */
  readonly until: (
    expected: RegExp,
    program: string,
    ...words: readonly string[]
  ) => Promise<string>;
  readonly stop: () => Promise<void>;
}

const programs = ['munged', 'slurmctld', 'slurmd', 'sbatch'];

/** The Slurm of this machine, started; without one the test is skipped loudly. */
export async function slurmHere(t: ExecutionContext): Promise<SlurmHere | null> {
  const missing = programs.filter(
    (name) => findProgram(name) === null && !existsSync(`/usr/sbin/${name}`),
  );
  if (process.getuid?.() !== 0) missing.push('root');
  if (missing.length > 0) {
    skipLoudly(t, `no Slurm: ${missing.join(', ')} missing`);
    return null;
  }
  const folder = temporaryFolder('slurm');
  chmodSync(folder, 0o711);
  const constrains = ['memory', 'freezer'].every((name) => existsSync(`/sys/fs/cgroup/${name}`));
  await writeConfiguration(folder, constrains);
  const env = {
    ...process.env,
    PATH: `${process.env['PATH'] ?? ''}:/usr/sbin`,
    SLURM_CONF: join(folder, 'slurm.conf'),
  };
  const run: SlurmHere['run'] = (program, ...words) => {
    const { stdout, stderr } = spawnSync(program, words, { env, encoding: 'utf8' });
    return stdout + stderr;
  };
  const until: SlurmHere['until'] = async (expected, program, ...words) => {
    for (let tries = 0; tries < 600; tries++) {
      const printed = run(program, ...words);
      if (expected.test(printed)) return printed;
      await new Promise((go) => setTimeout(go, 200));
    }
    throw new Error(`${program} ${words.join(' ')} did not print ${String(expected)}`);
  };
  const start = (program: string, ...words: readonly string[]): ChildProcess =>
    spawn(program, words, { env, stdio: 'ignore' });
  const at = (name: string): string => join(folder, name);
  const daemons = [
    start(
      'munged',
      '--foreground',
      '--force',
      `--socket=${at('munge.socket')}`,
      `--key-file=${at('munge.key')}`,
      `--pid-file=${at('munged.pid')}`,
      `--log-file=${at('munged.log')}`,
      `--seed-file=${at('munge.seed')}`,
    ),
  ];
  const stop = async (): Promise<void> => {
    run('scancel', '--user=root');
    for (const daemon of daemons.toReversed()) {
      if (daemon.exitCode !== null || daemon.signalCode !== null) continue;
      daemon.kill('SIGTERM');
      await once(daemon, 'exit');
    }
    removeGroups();
  };
  while (!existsSync(at('munge.socket'))) await new Promise((go) => setTimeout(go, 50));
  daemons.push(start('slurmctld', '-D'), start('slurmd', '-D'));
  await until(/ idle /, 'sinfo', '--noheader', '-o', '%P %t .');
  return { env, constrains, run, until, stop };
}

async function writeConfiguration(folder: string, constrains: boolean): Promise<void> {
  const node = hostname().split('.')[0] ?? 'localhost';
  for (const name of ['state', 'spool']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'munge.key'), randomBytes(1024), { mode: 0o600 });
  const lines = [
    'ClusterName=mapswell',
    `SlurmctldHost=${node}(127.0.0.1)`,
    'CommunicationParameters=NoCtldInAddrAny,NoInAddrAny',
    `AuthInfo=socket=${join(folder, 'munge.socket')}`,
    'SlurmUser=root',
    `SlurmctldPort=${await freePort()}`,
    `SlurmdPort=${await freePort()}`,
    `StateSaveLocation=${join(folder, 'state')}`,
    `SlurmdSpoolDir=${join(folder, 'spool')}`,
    `SlurmctldPidFile=${join(folder, 'slurmctld.pid')}`,
    `SlurmdPidFile=${join(folder, 'slurmd.pid')}`,
    `SlurmctldLogFile=${join(folder, 'slurmctld.log')}`,
    `SlurmdLogFile=${join(folder, 'slurmd.log')}`,
    `ProctrackType=proctrack/${constrains ? 'cgroup' : 'linuxproc'}`,
    `TaskPlugin=task/${constrains ? 'cgroup' : 'none'}`,
    'SelectType=select/cons_tres',
    'SelectTypeParameters=CR_CPU_Memory',
    'SchedulerParameters=sched_interval=1,sched_min_interval=0',
    'MpiDefault=none',
    'SwitchType=switch/none',
    'SlurmdParameters=config_overrides',
    `NodeName=${node} NodeAddr=127.0.0.1 CPUs=${Math.max(2, availableParallelism())} RealMemory=8000`,
    'PartitionName=shards Nodes=ALL Default=YES State=UP',
  ];
  writeFileSync(join(folder, 'slurm.conf'), `${lines.join('\n')}\n`);
  writeFileSync(
    join(folder, 'cgroup.conf'),
    'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\nCgroupMountpoint=/sys/fs/cgroup\nConstrainRAMSpace=yes\n',
  );
}

/** A port that nobody has just now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}

/** What slurmd leaves behind: empty groups, one in another. */
function removeGroups(): void {
  const name = `slurm_${hostname().split('.')[0] ?? ''}`;
  for (const tree of ['memory', 'freezer', 'cpuset', 'devices', 'cpuacct', 'cpu,cpuacct'])
    removeTree(join('/sys/fs/cgroup', tree, name));
}

function removeTree(folder: string): void {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) removeTree(join(folder, entry.name));
  try {
    rmdirSync(folder);
  } catch {
    // A process is still ending in it.
  }
}
