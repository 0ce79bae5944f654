import { pause } from '../../../base/primitives/pause.ts';
import type {
  Advice,
  AdviceDocument,
  AdviceRule,
  AdvisedSite,
  CommentProblem,
} from '../advice-document.ts';
import { Contracts } from '../comments/contracts.ts';
import { Ignores } from '../comments/ignores.ts';
import type { LiveIndex } from '../live/live-index.ts';
import { maxAdvice } from '../rules/contract.ts';
import { type Place, type Search, type SourceText } from '../source/find-go-files.ts';
import { scriptFilesOf } from '../source/find-script-files.ts';
import { SourceFile } from '../source/source-file.ts';
import { growsNote, planOf } from './grows-note.ts';
import { liveNames } from './live-names.ts';
import { readModule } from './read-module.ts';
import { ScriptParser } from './script-parser.ts';
import type { ScriptModule, ScriptSite } from './script-site.ts';

/** Files without any of it declare no collection, and are not parsed. */
const declares = /\bnew\s+(?:Map|Set)\b|=\s*\{\s*\}|\bObject\.create\(\s*null\s*\)/;

interface Asked {
  readonly search: Search;
  readonly entries: number | null;
  readonly minBytes: number;
  readonly rules: readonly AdviceRule[] | null;
  readonly live: LiveIndex | null;
  /** Whether figures of a running program rank the sites. */
  readonly isRanked: boolean;
}

/** The collections that modules of JavaScript and TypeScript declare, and notes on those that only grow. */
export async function adviseScripts(
  places: readonly Place[],
  asked: Asked,
  signal: AbortSignal | undefined,
): Promise<Pick<AdviceDocument, 'sites' | 'comments'>> {
  const sites: AdvisedSite[] = [];
  const comments: CommentProblem[] = [];
  const parser = new ScriptParser();
  try {
    for (const place of places)
      for (const text of scriptFilesOf(place, asked.search)) {
        await pause(signal);
        const found = await adviseScript(text, parser, asked);
        sites.push(...found.sites);
        comments.push(...found.comments);
      }
  } finally {
    parser.free();
  }
  return { sites, comments };
}

async function adviseScript(
  { fullPath, path, source }: SourceText,
  parser: ScriptParser,
  asked: Asked,
): Promise<Pick<AdviceDocument, 'sites' | 'comments'>> {
  const { counts } = asked.search;
  const file = new SourceFile(fullPath, path, source);
  counts.read += 1;
  counts.lines += file.lines;
  if (!declares.test(source)) return { sites: [], comments: [] };
  const { root, isPartial } = await parser.parse(path, source);
  if (isPartial) counts.readInPart.push(path);
  const module = readModule(root, file);
  const ignored = new Ignores([file]);
  const contracts = new Contracts([file]);
  const sites = module.sites.map((site) =>
    advisedScript(site, module, { ...asked, ignored, contracts }),
  );
  return { sites, comments: [...ignored.problems, ...contracts.problems] };
}

function advisedScript(
  site: ScriptSite,
  module: ScriptModule,
  {
    rules,
    live,
    entries,
    minBytes,
    isRanked,
    ignored,
    contracts,
  }: Asked & {
    readonly ignored: Ignores;
    readonly contracts: Contracts;
  },
): AdvisedSite {
  const { file, line, name, owner, kind, type } = site;
  const figures = live?.figuresOfNamed(liveNames(site)) ?? null;
  const contract = contracts.of(site);
  const known = entries ?? figures?.entriesTo ?? contract.max?.value ?? null;
  const isLarge = !isRanked || (figures !== null && figures.bytes >= minBytes);
  const isAsked = (rule: AdviceRule): boolean => rules === null || rules.includes(rule);
  const advice: readonly (Advice | null)[] = [
    isAsked('contract') ? maxAdvice(contract, figures) : null,
    // Who says how many there are at most has bounded it.
    isAsked('grows') && isLarge && contract.max === undefined
      ? growsNote(site, module, { entries: known, isMeasured: figures !== null })
      : null,
  ];
  const said = advice.filter((one) => one !== null);
  return {
    id: `${file.path.replaceAll('\\', '/')}#${owner === '' ? '' : `${owner}.`}${name}`,
    path: file.path,
    line,
    name,
    kind,
    type,
    owner,
    plan: planOf(site),
    uses: usesOf(site),
    lock: null,
    live: figures,
    measured: null,
    ...ignored.judge(file, line, said),
  };
}

function usesOf({ uses }: ScriptSite): AdvisedSite['uses'] {
  const count = (...kinds: readonly string[]): number =>
    uses.filter(({ kind }) => kinds.includes(kind)).length;
  return {
    writes: count('write'),
    reads: count('read', 'bound'),
    deletes: count('delete'),
    ranges: count('range'),
    replaced: count('replace'),
    escapes: count('escape', 'export'),
  };
}
