import type { ProcessView } from '../../live/attach/serve/process-view.ts';
import { readInputText } from '../../base/primitives/input/read-input.ts';

/**
 * The record of a program of Go or Node.js that `attach --record` wrote, as it ended.
 *
 * @throws SandboxError `input` where it is none
 */
export async function readRecordedProcess(path: string): Promise<ProcessView> {
  const { readRecorded } = await import('../../live/attach/recorded/read-recorded.ts');
  return readRecorded(readInputText(path).split('\n'), path);
}
