import type { SpeedFigure, SpeedReport } from '../../src/lab/verify/speed/speed-report.ts';

/** A figure of both sides. */
export function speedFigure(
  referenceNs: number,
  goNs: number,
  bounds: readonly [number, number] | null = null,
): SpeedFigure {
  const [low, high] = bounds ?? [null, null];
  return { referenceNs, goNs, ratio: { median: referenceNs / goNs, low, high } };
}

/** Speeds beside Go 1.22 on the machine of `makeRecord`. */
export function madeSpeed(overrides: Partial<SpeedReport> = {}): SpeedReport {
  const workload = {
    operations: 262_144,
    fillOperations: 0,
    pairs: 6,
    drawingNs: 4.5,
    problem: null,
  };
  const deletes = { ...workload, id: 'deletes', name: 'deletes', fillOperations: 262_144 };
  return {
    measuredAt: '2025-11-22T20:18:04.512Z',
    environment: {
      cpuModel: 'AMD EPYC 7B13',
      cores: 2,
      platform: 'linux',
      arch: 'x64',
      node: '20.20.2',
      mapswell: '0.1.0',
    },
    cpus: 2,
    load: 1.5,
    rounds: 6,
    isComplete: true,
    gos: [
      {
        go: 'go1.22.12',
        map: 'go1.22',
        workloads: [
          {
            ...workload,
            id: 'inserts-random',
            name: 'inserts of random keys',
            time: speedFigure(90, 100, [0.8, 1]),
            latency: [
              { state: 'normal', p50: speedFigure(60, 75, [0.7, 0.9]), p99: null },
              { state: 'growing', p50: speedFigure(30_000, 15_000), p99: null },
            ],
          },
          { ...deletes, time: speedFigure(50, 40), latency: [] },
        ],
      },
    ],
    ...overrides,
  };
}
