import { resolve } from 'node:path';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import type { GoTypes } from '../../live/advise/types/go-types.ts';
import type { CliContext } from './cli-io.ts';

const timeLimitMs = 600_000;

interface Asked {
  readonly types: 'off' | 'auto' | 'on';
  readonly paths: readonly string[];
  readonly tests: boolean;
}

/**
 * What the types of a Go on this machine say; `null` where nobody asked, or where there need be no Go and is none.
 *
 * @throws SandboxError `invalid` where there is no Go and one was asked for
 */
export async function askGoTypes(
  { types, paths, tests }: Asked,
  { cwd, env, signal }: Pick<CliContext, 'cwd' | 'env' | 'signal'>,
): Promise<GoTypes | null> {
  if (types === 'off') return null;
  const [{ runGoTypes }, { GoTypes }] = await Promise.all([
    import('../../lab/subjects/go/run-go-types.ts'),
    import('../../live/advise/types/go-types.ts'),
  ]);
  const whole = (paths.length === 0 ? ['.'] : paths).map((path) => resolve(cwd, path));
  const said = await runGoTypes({ paths: whole, withTests: tests, env, timeLimitMs, signal });
  if (said !== null) return new GoTypes(said);
  if (types === 'auto') return null;
  const { howToGetGo } = await import('../../lab/subjects/go/go-toolchain.ts');
  throw new SandboxError('invalid', `expected a Go for --types on: ${howToGetGo}`);
}
