import { randomBytes } from 'node:crypto';
import process from 'node:process';
import { readPidNamespace } from '../../machine/process-origin.ts';
import { readStartTicks } from '../../machine/process-status.ts';

/** The process that made a control group, as its name tells. */
export interface GroupOwner {
  /** A pid means nothing in another pid namespace, as a container has one. */
  readonly pidNamespace: string;
  readonly pid: number;
  /** With the pid it names a process for good. */
  readonly startTicks: string;
}

const pattern = /^mapswell-(\d+)-(\d+)-(\d+)-[0-9a-f]{8}$/;

/** A name for a new control group, or folder, of this process: a later start knows whose it was. */
export function newGroupName(procRoot = '/proc'): string {
  const { pidNamespace, pid, startTicks } = thisOwner(procRoot);
  return `mapswell-${pidNamespace}-${pid}-${startTicks}-${randomBytes(4).toString('hex')}`;
}

/** Who made the group of this name; `null` if it is not one of ours. */
export function ownerOf(name: string): GroupOwner | null {
  const match = pattern.exec(name);
  const [, pidNamespace, pid, startTicks] = match ?? [];
  if (pidNamespace === undefined || pid === undefined || startTicks === undefined) return null;
  return { pidNamespace, pid: Number(pid), startTicks };
}

/** Whether the maker of a group is certainly gone. In a foreign pid namespace nothing is certain. */
export function isGone(owner: GroupOwner, procRoot = '/proc'): boolean {
  return (
    owner.pidNamespace === thisOwner(procRoot).pidNamespace &&
    readStartTicks(owner.pid, procRoot) !== owner.startTicks
  );
}

function thisOwner(procRoot: string): GroupOwner {
  return {
    pidNamespace: readPidNamespace(procRoot) ?? '0',
    pid: process.pid,
    startTicks: readStartTicks('self', procRoot) ?? '0',
  };
}
