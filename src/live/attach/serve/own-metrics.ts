import process from 'node:process';
import type { WrittenFamily } from '../../../base/exposition/write-exposition.ts';
import type { ProcessView } from './process-view.ts';

/** What mapswell itself takes, by the usual names, and the memory of the processes that it looks at. */
export function ownFamilies(views: readonly ProcessView[]): readonly WrittenFamily[] {
  const { user, system } = process.cpuUsage();
  const rooms = views.flatMap(({ process: { pid, name }, look }) => {
    const room = look?.room ?? null;
    return room === null ? [] : [{ labels: { pid: String(pid ?? ''), process: name }, room }];
  });
  return [
    {
      type: 'counter',
      name: 'process_cpu_seconds',
      help: 'CPU time that mapswell itself took in seconds',
      unit: 'seconds',
      samples: [{ labels: {}, value: (user + system) / 1e6 }],
    },
    {
      type: 'gauge',
      name: 'process_resident_memory_bytes',
      help: 'Memory that mapswell itself takes in bytes',
      unit: 'bytes',
      samples: [{ labels: {}, value: process.memoryUsage.rss() }],
    },
    {
      type: 'gauge',
      name: 'mapswell_process_used_bytes',
      help: 'Memory of the process that is looked at, as its limit counts it',
      unit: 'bytes',
      samples: rooms.map(({ labels, room }) => ({ labels, value: room.usedBytes })),
    },
    {
      type: 'gauge',
      name: 'mapswell_process_limit_bytes',
      help: 'Memory that the process that is looked at may take',
      unit: 'bytes',
      samples: rooms.map(({ labels, room }) => ({ labels, value: room.limitBytes })),
    },
  ];
}
