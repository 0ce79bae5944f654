import { arch, cpus, platform, release, totalmem } from 'node:os';
import { mapswellVersion } from '../../base/primitives/mapswell-version.ts';
import { thisProcessOrigin } from '../sandbox/machine/process-origin.ts';
import type { Environment } from './environment.ts';

/** This machine and these programs. Nothing that changes by itself, such as the clock rate. */
export function collectEnvironment(): Environment {
  const processors = cpus();
  return {
    // Some ARM kernels name no model.
    cpuModel: processors[0]?.model.trim() || 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    platform: platform(),
    arch: arch(),
    osRelease: release(),
    node: process.versions.node,
    v8: process.versions.v8,
    mapswell: mapswellVersion(),
    origin: thisProcessOrigin(),
  };
}
