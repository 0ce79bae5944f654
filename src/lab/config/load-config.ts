import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { statInput } from '../../base/primitives/input/read-input.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { defaults } from './defaults.ts';
import { ownerOfNamed, requireTrusted } from './require-trusted.ts';
import type { ResolvedConfig } from './resolved-config.ts';
import type { SandboxConfig } from './schema/sandbox-config.ts';

const fileNames = [
  'sandbox.config.ts',
  'sandbox.config.mts',
  'sandbox.config.js',
  'sandbox.config.mjs',
  'sandbox.config.json',
];

/**
 * Reads the configuration: `file` where one is given, else the nearest `sandbox.config.*` from
 * `folder` upwards, else defaults for `folder`. One that was found is executed only where it belongs to the
 * user.
 *
 * @throws SandboxError `config` naming the file, the key, the rule and the value
 */
export async function loadConfig(folder: string, file?: string): Promise<ResolvedConfig> {
  const found = file === undefined ? findConfig(folder) : resolve(folder, file);
  if (found === undefined) return resolveConfig({}, null, folder);
  if (statInput(found) === null)
    throw new SandboxError('usage', `expected --config to name a file, got ${found}`);
  const [{ loadModule }, { checkShape }, { configSchema }] = await Promise.all([
    import('./load-module.ts'),
    import('./schema/check-shape.ts'),
    import('./schema/config-schema.ts'),
  ]);
  const trustedUid = file === undefined ? undefined : ownerOfNamed(found);
  requireTrusted(found, trustedUid);
  const config = checkShape(configSchema, await loadModule(found), found);
  const resolved = resolveConfig(config, found, dirname(found));
  return trustedUid === undefined ? resolved : { ...resolved, trustedUid };
}

function findConfig(folder: string): string | undefined {
  for (let at = resolve(folder); ; at = dirname(at)) {
    const found = fileNames.map((name) => join(at, name)).find((path) => existsSync(path));
    if (found !== undefined) return found;
    if (dirname(at) === at) return undefined;
  }
}

function resolveConfig(config: SandboxConfig, file: string | null, folder: string): ResolvedConfig {
  return {
    file,
    scenariosFolder: resolve(folder, config.scenarios ?? 'scenarios'),
    reportsFolder: resolve(folder, config.reports ?? 'reports'),
    limits: { ...defaults.limits, ...config.limits },
    rounds: config.rounds ?? defaults.rounds,
    seed: config.seed ?? defaults.seed,
    timeLimitMs: config.timeLimitMs ?? defaults.timeLimitMs,
    latencySampleInterval: config.latencySampleInterval ?? defaults.latencySampleInterval,
    alerts: { ...defaults.alerts, ...config.alerts },
  };
}
