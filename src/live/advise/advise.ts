import { dirname, relative } from 'node:path';
import { pause } from '../../base/primitives/pause.ts';
import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';
import { isMapModel, type MapModel } from '../../maps/model/map-model.ts';
import { findTables } from '../attach/pprof/find-tables.ts';
import type { HeapProfile } from '../attach/pprof/heap-profile.ts';
import type {
  AdviceDocument,
  AdvisedSite,
  AdviceRule,
  CommentProblem,
  LiveFigures,
  UnexplainedTables,
} from './advice-document.ts';
import { liveTables } from './profile/live-tables.ts';
import { LiveIndex, type RecordedProcess } from './live/live-index.ts';
import { type RecordedCell, RunIndex } from './live/run-index.ts';
import { ProfileIndex } from './profile/profile-index.ts';
import { siteTypes } from './site-costs.ts';
import { Contracts, promisesLocks } from './comments/contracts.ts';
import { Ignores } from './comments/ignores.ts';
import type { RuleContext } from './rules/rule-context.ts';
import { needsCallers, rulesFor } from './rules/rule-set.ts';
import { SmallHeap } from './small-heap.ts';
import { advisedSite, siteIds } from './sites/advised-site.ts';
import { adviseScripts } from './script/advise-scripts.ts';
import { PackageReader } from './sites/package-sites.ts';
import {
  type FileCounts,
  findPlaces,
  goFilesOf,
  isConstrained,
  isGenerated,
  noFiles,
  type Place,
  type Search,
  type SourceText,
} from './source/find-go-files.ts';
import { SourceFile } from './source/source-file.ts';
import { GoParser } from './syntax/go-parser.ts';
import type { GoTypes } from './types/go-types.ts';
import { minorOf, Workspace } from './types/workspace.ts';

/** What to advise on, and what is known of it. */
export interface AdviseOptions {
  /** Folder that paths are relative to. @default the working folder */
  readonly cwd?: string;
  /** Entries of every map, for the figures. @default null: figures at 100, 10,000 and 1,000,000 */
  readonly entries?: number | null;
  /** Model of the maps. @default by the `go` and `toolchain` lines of each module */
  readonly map?: MapModel | null;
  /** Whether files named `_test.go` are analysed too. @default false */
  readonly withTests?: boolean;
  /** A heap profile of the running program: it ranks the sites. */
  readonly profile?: HeapProfile | null;
  /** A record of `attach` as it ended: it ranks the sites too. */
  readonly live?: RecordedProcess | null;
  /** Cells of a run that name the maps they measure: they rank the sites too. */
  readonly run?: readonly RecordedCell[] | null;
  /** With a profile or a record, the bytes below which a site is not advised on. @default 1 MiB */
  readonly minBytes?: number;
  /** Whether a shared map must say in a comment what guards it. @default false */
  readonly requiresContract?: boolean;
  /** Rules to apply; `null` for those that are on. @default null */
  readonly rules?: readonly AdviceRule[] | null;
  /** What the compiler's types say, where a Go was asked. */
  readonly types?: GoTypes | null;
  /** Ends the work between two packages. */
  readonly signal?: AbortSignal;
}

const [oldestGo, newestGo] = [22, 27];

/**
 * The maps in source code, and what to do about them. Only syntax is read: no Go is needed, and nothing is built or
 * run. Of JavaScript and TypeScript it is the collections that modules keep.
 *
 * @param paths files and folders
 * @throws SandboxError `input` where a path is wrong, `invalid` where there is no file to analyse
 */
export async function advise(
  paths: readonly string[],
  options: AdviseOptions = {},
): Promise<AdviceDocument> {
  const { cwd = process.cwd(), entries = null, withTests = false } = options;
  const { requiresContract = false, rules = null, types = null } = options;
  const minBytes = options.minBytes ?? 2 ** 20;
  const allocated = options.profile ?? null;
  const profile = allocated === null ? null : new ProfileIndex(allocated);
  const live = options.live == null ? null : new LiveIndex(options.live);
  const run = options.run == null ? null : new RunIndex(options.run);
  const counts = noFiles();
  const parser = await GoParser.load();
  const workspace = new Workspace(parser);
  const search = { cwd, withTests, counts };
  const places = findPlaces(paths, search);
  // A package may import from any module at hand, also from one that comes later.
  for (const place of places)
    workspace.moduleOf('file' in place ? dirname(place.file) : place.folder);
  const { map = null } = options;
  const asked = { entries, map, minBytes, requiresContract, rules };
  const context = { ...asked, workspace, profile, live, run, types };
  const packages = await readPlaces(places, parser, { ...context, search }, options.signal);
  const isRanked = profile !== null || live !== null || run !== null;
  const scripts = await adviseScripts(places, { ...asked, search, live, isRanked }, options.signal);
  if (counts.read === 0)
    throw new SandboxError(
      'invalid',
      `found no file of Go, JavaScript or TypeScript to analyse in ${paths.join(', ')}: ${passedOver(counts)}`,
    );
  const modules = workspace.modules.map(({ folder, go }) => ({
    path: relative(cwd, folder) || '.',
    go,
    map: options.map ?? modelOf(go),
  }));
  return {
    kind: 'mapswell-advice',
    version: 1,
    engine: types === null ? 'syntax' : 'types',
    types: types?.summary ?? null,
    modules,
    entries,
    files: counts,
    sites: [...packages.sites, ...scripts.sites],
    baseline: null,
    comments: [...packages.comments, ...scripts.comments],
    unexplained:
      allocated === null || profile === null ? null : unexplainedTables(allocated, profile),
    unexplainedMaps: live?.unexplained ?? run?.unexplained ?? null,
  };
}

async function readPlaces(
  places: readonly Place[],
  parser: GoParser,
  context: PackageContext & { readonly search: Search },
  signal: AbortSignal | undefined,
): Promise<Pick<AdviceDocument, 'sites' | 'comments'>> {
  const sites: AdvisedSite[] = [];
  const comments: CommentProblem[] = [];
  const { search, types } = context;
  const { counts } = search;
  const heap = new SmallHeap();
  try {
    for (const place of places) {
      await pause(signal);
      heap.tidy();
      const analysed = goFilesOf(place, search).filter((file) => isAnalysed(file, types, counts));
      for (const group of byPackage(analysed)) {
        const found = advisePackage(group, parser, context, counts);
        sites.push(...found.sites);
        comments.push(...found.comments);
      }
    }
  } finally {
    heap.release();
    parser.free();
  }
  return { sites, comments };
}

function isAnalysed(file: SourceText, types: GoTypes | null, counts: FileCounts): boolean {
  if (isGenerated(file.source)) {
    counts.generated += 1;
    return false;
  }
  counts.read += 1;
  if ((types?.of(file.fullPath) ?? null) !== null) counts.typed += 1;
  if (isConstrained(file)) counts.constrained += 1;
  return true;
}

function byPackage(files: readonly SourceText[]): readonly (readonly SourceFile[])[] {
  const groups = new Map<string, SourceFile[]>();
  for (const { fullPath, path, source } of files) {
    const file = new SourceFile(fullPath, path, source);
    const group = groups.get(file.packageName);
    if (group === undefined) groups.set(file.packageName, [file]);
    else group.push(file);
  }
  return [...groups.values()];
}

interface PackageContext {
  readonly workspace: Workspace;
  readonly entries: number | null;
  readonly map: MapModel | null;
  readonly profile: ProfileIndex | null;
  readonly live: LiveIndex | null;
  readonly run: RunIndex | null;
  readonly minBytes: number;
  readonly requiresContract: boolean;
  readonly rules: readonly AdviceRule[] | null;
  readonly types: GoTypes | null;
}

function advisePackage(
  files: readonly SourceFile[],
  parser: GoParser,
  context: PackageContext,
  counts: FileCounts,
): Pick<AdviceDocument, 'sites' | 'comments'> {
  const { workspace, entries, map, profile, minBytes, requiresContract, rules, types } = context;
  const [first] = files;
  if (first === undefined) return { sites: [], comments: [] };
  for (const file of files) counts.lines += file.lines;
  const folder = dirname(first.fullPath);
  const model = map ?? modelOf(workspace.moduleOf(folder)?.go ?? null);
  const { path, declarations } = workspace.packageIn(folder);
  const followsCalls = needsCallers(rules) || files.some(({ source }) => promisesLocks(source));
  const about = { path, files, declarations, types };
  const reader = new PackageReader(parser, workspace, about, followsCalls);
  const found = reader.read(({ path: partial }) => counts.readInPart.push(partial));
  workspace.forget(path);
  const ignored = new Ignores(files);
  const contracts = new Contracts(files);
  const placed = found.sites.map((site) => ({
    site,
    types: siteTypes(site, workspace),
    packagePath: path,
  }));
  const counted = context.live?.figuresOf(placed, model) ?? null;
  const ids = siteIds(found.sites);
  const isRanked = profile !== null || context.live !== null || context.run !== null;
  const sites = placed.map(({ site, types: sizes }) => {
    const id = ids.get(site) ?? '';
    const measured = context.run?.figuresOf(site, id, path) ?? null;
    const live =
      measured?.live ??
      counted?.get(site) ??
      (profile === null || sizes === null ? null : liveTables(site, sizes, model, profile));
    const contract = contracts.of(site);
    const known: RuleContext = {
      workspace,
      map: model,
      entries: entries ?? (live === null ? null : liveEntries(live)) ?? contract.max?.value ?? null,
      types: sizes,
      fill: found.fills.get(site) ?? null,
      contract,
      live: measured === null ? live : null,
      measured: measured?.measured ?? null,
    };
    const isLarge = !isRanked || (live !== null && live.bytes >= minBytes);
    const advice = rulesFor(rules, { hasFigures: known.live !== null, requiresContract })
      .map((rule) => rule(site, known))
      // A promise holds or does not, whatever the size.
      .filter((one) => one !== null && (isLarge || one.level === 'error'))
      .filter((one) => one !== null);
    const plan = sizes === null ? null : { map: model, key: sizes.key, value: sizes.value };
    const figures = { id, live, measured: known.measured, plan };
    return advisedSite(site, ignored.judge(site.file, site.line, advice), figures);
  });
  return { sites, comments: [...ignored.problems, ...contracts.problems] };
}

/** The middle of what a profile leaves open. */
function liveEntries({ entriesFrom, entriesTo }: LiveFigures): number {
  return Math.round((entriesFrom + entriesTo) / 2);
}

/** Lines that hold tables of maps, by the sizes and functions in the profile, which no site has taken. */
function unexplainedTables(heap: HeapProfile, index: ProfileIndex): readonly UnexplainedTables[] {
  const samples = heap.samples.filter((sample) => !index.isTaken(sample));
  return findTables({ ...heap, samples }).lines.flatMap(({ frames: [frame], bytes }) =>
    frame === undefined ? [] : [{ ...frame, bytes: bytes.estimate }],
  );
}

/** The model of a version such as `1.21`: the oldest and the newest stand for those beyond them. */
export function modelOf(go: string | null): MapModel {
  const minor = go === null ? newestGo : Math.max(oldestGo, Math.min(newestGo, minorOf(go)));
  const model = `go1.${minor}`;
  return isMapModel(model) ? model : 'go1.27';
}

function passedOver(counts: FileCounts): string {
  const { tests, generated, hidden, symlinks, declarations, large } = counts;
  const parts = [
    ...(tests > 0 ? [`${tests} tests (--tests takes them too)`] : []),
    ...(generated > 0 ? [`${generated} generated`] : []),
    ...(hidden > 0 ? [`${hidden} whose names begin with _ or .`] : []),
    ...(symlinks > 0 ? [`${symlinks} symbolic links`] : []),
    ...(declarations > 0 ? [`${declarations} of types alone`] : []),
    ...(large > 0 ? [`${large} of more than 2 MiB`] : []),
  ];
  return parts.length === 0 ? 'there is none' : `passed over ${parts.join(', ')}`;
}
