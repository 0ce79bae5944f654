import { join, relative, resolve } from 'node:path';
import { OpenFiles } from '../../base/primitives/input/open-files.ts';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import { defined } from '../../base/primitives/defined.ts';
import { recordForms } from '../../lab/record/stored/record-form.ts';
import type { OpenMerge } from '../../lab/run/shards/merge-shards.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { exitCodes } from '../io/exit-code.ts';
import { required, textFlag } from '../flags/flag.ts';
import { recordFlag } from '../flags/record-flag.ts';

/** `mapswell merge`: puts the shards of a run together and checks that they agree. */
export const mergeCommand: CommandBuilder = defineCommand(
  {
    name: 'merge',
    summary: 'Put the shards of a run together, and check across machines that counts agree',
    words: {
      folders: {
        shown: '[folders...]',
        summary: 'folders of shards, or folders with such folders in them',
      },
    },
    flags: {
      out: required(textFlag('<folder>', 'folder for the record, the tables and the report')),
      recordAs: recordFlag,
    },
    writesFiles: true,
    notes: `
Example:
  $ mapswell run --shard 1/2 --out shards/1      on one machine
  $ mapswell run --shard 2/2 --out shards/2      on another
  $ mapswell merge shards --out merged

Of several attempts at a shard the first whole one stands. Exit codes: 0, 3 where a shard is missing,
cut off, changed or of another run, or where two machines counted differently: what is there is written
all the same, as a run that is not complete.`,
  },
  async ({ folders, out, recordAs }, context, outputs) => {
    const { cwd } = context;
    await outputs.folder('--out', out, {
      ...Object.fromEntries(recordForms.map((form) => [`record.${form}`, fileKinds.record])),
      'results.csv': fileKinds.resultsTable,
      'growth-events.csv': fileKinds.growthTable,
      'report.html': fileKinds.runPage,
      'claims.json': fileKinds.claims,
    });
    const [{ mergeShards }, { writeMerge }] = await Promise.all([
      import('../../lab/run/shards/merge-shards.ts'),
      import('../run/write-merge.ts'),
    ]);
    const shards = new OpenFiles();
    try {
      const merge = await mergeShards(
        folders.map((folder) => resolve(cwd, folder)),
        shards,
      );
      const folder = resolve(cwd, out);
      // Not asked for earlier: while shards are read, which nothing waits in, the system ends the process.
      const files = await writeMerge(merge, folder, {
        signal: context.signal,
        isForced: outputs.isForced,
        ...defined({ recordAs }),
      });
      return { merge, files: files.map((file) => join(folder, file)) };
    } finally {
      shards.close();
    }
  },
  {
    print: async ({ merge, files }, { cwd }) => {
      const { machinesTable } = await import('../text/lab/machines-table.ts');
      const lines = [
        ...merge.notes.map((note) => `note: ${note}`),
        ...merge.problems.map((problem) => `problem: ${problem}`),
        answer(merge),
        ...balance(merge),
        ...files.map((file) => `wrote ${relative(cwd, file) || '.'}`),
      ];
      return lines.map((line) => `${line}\n`).join('') + machinesTable(merge.overMachines);
    },
    json: ({ merge: { records, ...merge }, files }) => ({
      ...merge,
      isComplete: merge.problems.length === 0,
      records: records.length,
      files,
    }),
    exitCode: ({ merge }) => (merge.problems.length === 0 ? exitCodes.fine : exitCodes.invalid),
  },
);

function answer(merge: OpenMerge): string {
  const { problems, shards, cells, agreeing, hosts, records } = merge;
  const machines = hosts === 1 ? '1 machine' : `${hosts} machines`;
  if (merge.parts === 'generators')
    return problems.length === 0
      ? `${shards} generators on ${machines} are one load: their requests and histograms are added up`
      : `no result: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} with ${shards} generators on ${machines}`;
  const kinds = records.length === 1 ? '' : ` of ${records.length} kinds, a record each`;
  const counted = `${agreeing} of ${cells} cells counted twice and equal`;
  return problems.length === 0
    ? `${shards} shards from ${machines}${kinds} are one run: ${counted}`
    : `no result: ${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} with ${shards} shards from ${machines}${kinds}; ${counted}`;
}

function balance({ imbalance: { predicted, real } }: OpenMerge): readonly string[] {
  if (predicted === null) return [];
  const found = real === null ? '' : `, took ${real.toFixed(2)} times`;
  return [`the largest shard was planned at ${predicted.toFixed(2)} times the mean${found}`];
}
