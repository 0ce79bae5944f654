import { existsSync, statSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { formatBytes } from '../../base/primitives/quantities/format-bytes.ts';
import { formatCount } from '../../base/primitives/quantities/format-count.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { recordFileOf } from '../../lab/record/record-file-of.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';

/** `mapswell migrate`: a record in another form. */
export const migrateCommand: CommandBuilder = defineCommand(
  {
    name: 'migrate',
    summary: 'Write a record of any version in another form; overwrite nothing',
    words: {
      old: { shown: '<record>', summary: 'the record, or the folder of its run' },
      fresh: {
        shown: '<new>',
        summary:
          'where to write it: *.ndjson and *.ndjson.gz are lines, anything else one document',
      },
    },
    flags: {},
    writesFiles: true,
    reads: ({ old }, { cwd }) => [recordFileOf(resolve(cwd, old))],
    notes: `
Examples:
  $ mapswell migrate old/record.json new/record.ndjson.gz
  $ mapswell migrate reports/latest whole.json             one document, for what reads no lines

Every command reads every form, so that nothing has to be migrated. All of the record is checked on the
way; one cell is held at a time, but for a document, which is written whole. The old file stays.`,
  },
  async ({ old, fresh }, context, outputs) => {
    const { cwd } = context;
    const from = recordFileOf(resolve(cwd, old));
    const to = resolve(cwd, fresh);
    if (fresh !== '-' && existsSync(to) && !outputs.isForced && statSync(to).isFile())
      throw new SandboxError(
        'usage',
        `expected <new> to name a file that is not there yet, got ${fresh}; --force replaces it`,
      );
    const place = await outputs.file('<new>', fresh, fileKinds.record);
    const [{ endingWith, openRecord }, { recordContent }] = await Promise.all([
      import('../../lab/record/stored/open-record.ts'),
      import('../../lab/record/stored/write-record.ts'),
    ]);
    const record = endingWith(await openRecord(from), context.signal);
    const bytes = await place.write(await recordContent(fresh, record));
    const oldBytes = statSync(from).size;
    return { path: place.file === null ? null : to, cells: record.cellCount, bytes, oldBytes };
  },
  {
    print: ({ path, cells, bytes, oldBytes }, { cwd }) =>
      path === null
        ? ''
        : `wrote ${relative(cwd, path)}: ${formatCount(cells)} cells, ${formatBytes(bytes)} (${formatBytes(oldBytes)} before)\n`,
  },
);
