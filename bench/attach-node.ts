// Attaching to a Node.js program of 1 GB with 10,000 Maps, and what it costs that program.
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { openNodeProcess } from '../src/live/attach/node/open-node-process.ts';
import { identifyProcess } from '../src/live/attach/proc/process-identity.ts';
import { influence, influenceSeconds, lookCosts, startTarget } from './attach-costs.ts';

export async function run(): Promise<string> {
  return [...(await costs()), await influenceOn()].join('\n');
}

/** What the target is told: MB of small objects, further Maps, seconds. */
function wordsFor(megabytes: number, maps: number, seconds: number): readonly string[] {
  const script = fileURLToPath(new URL('attach-node-target-process.js', import.meta.url));
  return ['--max-old-space-size=4096', script, ...[megabytes, maps, seconds].map(String)];
}

async function costs(): Promise<readonly string[]> {
  const child = await startTarget(process.execPath, wordsFor(1000, 10_000, 600));
  try {
    return lookCosts(
      'node',
      child,
      (maps) =>
        `${process.version}, 1 GB, ${maps} collections; bounds: first scan 2000 ms, look 10 ms`,
    );
  } finally {
    child.kill('SIGKILL');
  }
}

async function influenceOn(): Promise<string> {
  const child = await startTarget(process.execPath, wordsFor(200, 2000, influenceSeconds));
  const attachment = await openNodeProcess(identifyProcess(child.pid ?? -1));
  try {
    return await influence(child, () => attachment.discover());
  } finally {
    await attachment.close();
    child.kill('SIGKILL');
  }
}
