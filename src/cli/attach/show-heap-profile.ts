import { findTables } from '../../live/attach/pprof/find-tables.ts';
import { loadHeapProfile } from '../../live/attach/pprof/load-heap-profile.ts';
import type { CliContext } from '../io/cli-io.ts';
import type { AttachFlags } from '../flags/attach-flags.ts';
import { heapProfileText } from '../text/live/heap-profile-text.ts';

/**
 * The lines of a Go program that hold tables, by a heap profile: as a table, or as JSON.
 *
 * @throws SandboxError as `loadHeapProfile`
 */
export async function showHeapProfile(
  source: string,
  { top, json }: Pick<AttachFlags, 'top' | 'json'>,
  { stdout }: Pick<CliContext, 'stdout'>,
): Promise<void> {
  const found = findTables(await loadHeapProfile(source));
  const document = { ...found, lines: found.lines.slice(0, top) };
  stdout.write(
    json ? `${JSON.stringify(document, null, 2)}\n` : heapProfileText(found, source, top),
  );
}
