import { statSync } from 'node:fs';
import process from 'node:process';
import { ElfFile } from '../proc/elf-file.ts';
import { ProcessMemory } from '../proc/process-memory.ts';
import { findCollections } from './heap/find-collections.ts';
import { HeapScanner } from './heap/heap-scanner.ts';
import { viewHeap } from './heap/heap-view.ts';
import { learnLayout } from './layout/learn-layout.ts';
import type { NodeLayout } from './layout/node-layout.ts';
import { readV8Constants } from './layout/v8-constants.ts';
import { type NodeProgram, refuseProgramInside } from './node-program.ts';
import { ProbeProcess } from './probe/probe-process.ts';
import { checkCollections } from './probe/self-test.ts';

/**
 * Learns the layout of a program from a child of the same executable, and proves it on that child:
 * what cannot be proved is refused. The child runs as the target's user, and is gone afterwards.
 *
 * @throws SandboxError `invalid` for a program that cannot be read this way, with the reason
 */
export async function learnProgram(program: NodeProgram, pid: number): Promise<NodeLayout> {
  const key = [fileKey(program.executable), fileKey(program.engine), ownerOf(pid).uid].join(' ');
  const known = learned.get(key) ?? learnAnew(program, pid);
  learned.set(key, known);
  try {
    return await known;
  } catch (error) {
    learned.delete(key);
    throw error;
  }
}

/** By the files and the user: many processes of one executable need one child. */
const learned = new Map<string, Promise<NodeLayout>>();

function fileKey(path: string): string {
  const { dev, ino, size, mtimeMs } = statSync(path);
  return [dev, ino, size, mtimeMs].join(':');
}

async function learnAnew(program: NodeProgram, pid: number): Promise<NodeLayout> {
  const engine = new ElfFile(program.engine);
  try {
    const constants = readV8Constants(engine);
    refuseProgramInside(engine);
    const probe = await ProbeProcess.start({
      executable: program.executable,
      libraryPath: program.libraryPath,
      user: process.getuid?.() === 0 ? ownerOf(pid) : null,
    });
    try {
      return await learnFrom(probe, constants);
    } finally {
      await probe.close();
    }
  } finally {
    engine.close();
  }
}

async function learnFrom(
  probe: ProbeProcess,
  constants: NodeLayout['constants'],
): Promise<NodeLayout> {
  const memory = new ProcessMemory(probe.pid);
  try {
    const layout = await learnLayout(probe, memory, constants);
    const view = viewHeap(memory, probe.pid, layout);
    const nothing = { knownClasses: [], targets: [] };
    const search = await findCollections(view, new HeapScanner(), nothing, () => Promise.resolve());
    checkCollections(search.collections);
    return layout;
  } finally {
    memory.close();
  }
}

function ownerOf(pid: number): { readonly uid: number; readonly gid: number } {
  const { uid, gid } = statSync(`/proc/${pid}`);
  return { uid, gid };
}
