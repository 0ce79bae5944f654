import process from 'node:process';

/**
 * Ends this process, all its threads and the processes it started, at once: nobody is left to
 * listen. A child leads its own process group; run by hand it may not, and then ends alone.
 */
export function endSelf(): void {
  try {
    process.kill(-process.pid, 'SIGKILL');
  } catch {
    process.kill(process.pid, 'SIGKILL');
  }
}
