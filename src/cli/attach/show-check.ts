import { checkProcess } from '../../live/attach/check-process.ts';
import type { CliContext } from '../io/cli-io.ts';
import { checkText } from '../text/live/check-text.ts';

/**
 * What attach can see of a process from here. That something is not possible is an answer.
 *
 * @throws SandboxError `input` for no such process
 */
export async function showCheck(
  pid: number,
  isJson: boolean,
  { stdout }: Pick<CliContext, 'stdout'>,
): Promise<void> {
  const check = await checkProcess(pid);
  stdout.write(isJson ? `${JSON.stringify(check, null, 2)}\n` : checkText(check));
}
