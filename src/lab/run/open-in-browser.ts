import { spawn } from 'node:child_process';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/** The program that opens a file with what its user prefers. */
function opener(): readonly [program: string, ...words: string[]] {
  if (process.platform === 'darwin') return ['open'];
  // The empty word is the title of a window; without it `start` would take the path for one.
  if (process.platform === 'win32') return ['cmd', '/c', 'start', ''];
  return ['xdg-open'];
}

/**
 * Shows a file in the browser of the user, and does not wait for it to be closed.
 *
 * @throws {SandboxError} `environment` where there is nothing to open it with
 */
export async function openInBrowser(path: string): Promise<void> {
  const [program, ...words] = opener();
  await new Promise<void>((resolve, reject) => {
    const child = spawn(program, [...words, path], { stdio: 'ignore', detached: true });
    child.once('spawn', () => {
      child.unref();
      resolve();
    });
    child.once('error', (cause) => {
      reject(
        new SandboxError('environment', `cannot open ${path}: there is no ${program} here`, {
          cause,
        }),
      );
    });
  });
}
