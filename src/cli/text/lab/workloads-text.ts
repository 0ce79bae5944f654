import { formatBytes, formatLimitBytes } from '../../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import type { MapModel } from '../../../maps/model/map-model.ts';
import type { WorkloadCapacity } from '../../../lab/workload/named/workload-capacity.ts';
import { textTable } from '../text-table.ts';

/** Workloads as `mapswell workloads` found them. */
export interface WorkloadList {
  readonly map: MapModel;
  readonly limitBytes: number;
  readonly workloads: readonly WorkloadCapacity[];
}

/** A row for each workload, and what they have in common. */
export function workloadsText({ map, limitBytes, workloads }: WorkloadList): string {
  const table = textTable(
    [
      { title: 'workload' },
      { title: 'live entries', align: 'right' },
      { title: 'key + value', align: 'right' },
      { title: 'table', align: 'right' },
      { title: 'payload', align: 'right' },
      { title: 'fits' },
      { title: 'next growth at', align: 'right' },
      { title: 'inside' },
      { title: 'after', align: 'right' },
    ],
    workloads.map((workload) => [
      workload.name,
      formatCount(workload.entries),
      `${formatCount(workload.keyBytes)} + ${formatCount(workload.valueBytes)} B`,
      formatBytes(workload.tableBytes),
      formatBytes(workload.payloadBytes),
      workload.fits ? 'yes' : `no, ends at ${formatCount(workload.mostEntries)}`,
      workload.nextGrowthAtEntries === null ? '-' : formatCount(workload.nextGrowthAtEntries),
      workload.growsInside ? 'yes' : 'no',
      hoursText(workload.hoursOfNewKeys),
    ]),
  );
  const fitting = workloads.filter(({ fits }) => fits);
  const growing = fitting.filter(({ growsInside }) => growsInside);
  const limit = formatLimitBytes(limitBytes);
  return `${table}
Of ${workloads.length} workloads, ${fitting.length} fit a process of ${limit} with map[string][]byte of ${map}; in ${growing.length} of these the next growth is inside the limit too.
"after" is the time until so many different keys have come; where TTLs end sooner, the map stays at its live entries.
`;
}

function hoursText(hours: number | null): string {
  if (hours === null) return '-';
  if (hours < 1) return `${formatCount(hours * 60, 1)} min`;
  return hours < 48 ? `${formatCount(hours, 1)} h` : `${formatCount(hours / 24, 1)} d`;
}
