// One pass over Go source in a process of its own: `bare` reads and parses every file, `advise` advises on it.
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { Language, Parser } from 'web-tree-sitter';
import { advise } from '../src/live/advise/advise.ts';
import {
  findPlaces,
  goFilesOf,
  isGenerated,
  noFiles,
} from '../src/live/advise/source/find-go-files.ts';

const [, , pass = '', folder = '.', tests = ''] = process.argv;
const withTests = tests === 'tests';

async function bare(): Promise<number> {
  await Parser.init();
  // From dist, where this file runs.
  const grammar = new URL('../../src/live/advise/grammar/tree-sitter-go.wasm', import.meta.url);
  const parser = new Parser().setLanguage(await Language.load(readFileSync(grammar)));
  const search = { cwd: folder, withTests, counts: noFiles() };
  let lines = 0;
  for (const place of findPlaces(['.'], search))
    for (const { source } of goFilesOf(place, search)) {
      if (isGenerated(source)) continue;
      parser.parse(source)?.delete();
      lines += source.split('\n').length;
    }
  return lines;
}

const lines =
  pass === 'bare' ? await bare() : (await advise(['.'], { cwd: folder, withTests })).files.lines;
const { user, system } = process.cpuUsage();
const figures = { lines, cpuMs: (user + system) / 1000, peakKib: process.resourceUsage().maxRSS };
process.stdout.write(JSON.stringify(figures));
