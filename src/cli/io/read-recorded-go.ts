import { SandboxError } from '../../base/primitives/sandbox-error.ts';
import type { ProcessView } from '../../live/attach/serve/process-view.ts';
import { readInputText } from '../../base/primitives/input/read-input.ts';

/**
 * The record of a Go program that `attach --record` wrote, as it ended.
 *
 * @param flag that named it, for the message
 * @throws SandboxError `input` where it is none, or of a program in another language
 */
export async function readRecordedGo(path: string, flag: string): Promise<ProcessView> {
  const { readRecorded } = await import('../../live/attach/recorded/read-recorded.ts');
  const view = readRecorded(readInputText(path).split('\n'), path);
  if (view.runtime === 'go') return view;
  throw new SandboxError(
    'input',
    `expected ${flag} to be the record of a Go program, got one of ${view.runtime} (${path})`,
  );
}
