/** One kind of file that mapswell writes. A file that is none of that kind is never replaced by one. */
export interface FileKind {
  /** As messages name it, with its article: `a record`. */
  readonly name: string;
  /** Whether the whole text of a file is one of this kind. */
  readonly matches: (text: string) => boolean;
}

/** Pages by the name that stands in their `generator`. */
export type PageName =
  'run' | 'comparison' | 'calibration' | 'detection' | 'capacity' | 'history' | 'live' | 'advice';

type FileKindName =
  | 'record'
  | 'baseline'
  | 'adviceBaseline'
  | 'comparison'
  | 'claims'
  | 'speed'
  | 'calibration'
  | 'scores'
  | 'fleet'
  | 'resultsTable'
  | 'growthTable'
  | 'generatedTrace'
  | 'alertFile'
  | 'runbook'
  | 'dashboard'
  | 'address'
  | 'contract'
  | 'attachEvents'
  | 'liveTrace'
  | 'junit'
  | 'runSummary'
  | 'submission'
  | 'runPage'
  | 'comparisonPage'
  | 'calibrationPage'
  | 'detectionPage'
  | 'capacityPage'
  | 'historyPage'
  | 'livePage'
  | 'advicePage';

/** Every kind of file that mapswell writes, by a short name. */
export const fileKinds: Readonly<Record<FileKindName, FileKind>> = {
  record: document('a record', 'mapswell-record'),
  baseline: document('a baseline', 'mapswell-baseline'),
  adviceBaseline: document('a baseline of advice', 'mapswell-advice-baseline'),
  comparison: document('a comparison', 'mapswell-comparison'),
  claims: document('a list of claims', 'mapswell-claims'),
  speed: document('a table of speeds beside real Go', 'mapswell-speed'),
  calibration: document('a calibration', 'mapswell-calibration'),
  scores: text('a table of scores', /^\{"kind":"mapswell-scores",/),
  fleet: document('the list of a fleet', 'mapswell-fleet'),
  resultsTable: text('a table of results', /^\uFEFF?cell,scenario,target,.*,outcome,/),
  growthTable: text('a table of growth events', /^\uFEFF?cell,scenario,target,.*,kind,shard,/),
  generatedTrace: text('a generated trace', /^# id: .*\n(?:# .*\n)*# kind: /),
  alertFile: text('a file of alerts', /^# Written by mapswell alerts\b/),
  runbook: text('a runbook of alerts', /^<!-- Written by mapswell alerts\b/),
  dashboard: text('a dashboard of mapswell', /^\s*\{\s*"title": "mapswell",\s*"uid": "mapswell"/),
  address: text('the address of a service', /^https?:\/\/[^\s/]+\/?\n?$/),
  junit: text('a test report of mapswell', /^<\?xml [^\n]*\n<testsuites name="mapswell /),
  runSummary: text('a summary of a run', /^## mapswell run: /),
  submission: text('a file of submit', /^(?:#![^\n]*\n)?# Written by mapswell submit: /),
  liveTrace: text('a trace of a running process', /^# id: .*\n# source: mapswell attach\n/),
  attachEvents: text('a list of events', /^\{"specversion":"1\.0",[^\n]*"type":"mapswell\./),
  // A contract is written by hand from its first day on: none is replaced.
  contract: { name: 'a contract', matches: () => false },
  runPage: page('a report of a run', 'run'),
  comparisonPage: page('a page of a comparison', 'comparison'),
  calibrationPage: page('a page of a calibration', 'calibration'),
  detectionPage: page('a page of alarms', 'detection'),
  capacityPage: page('a page of a capacity', 'capacity'),
  historyPage: page('a page of a history', 'history'),
  livePage: page('a page of live maps', 'live'),
  advicePage: page('a page of advice', 'advice'),
};

/** What `generator` says in a page of that name: how the file is known again. */
export function generatorOf(name: PageName): string {
  return `mapswell (${name})`;
}

/** What a file is by its text, as messages name it; `null` where mapswell did not write it. */
export function nameOfFile(content: string): string | null {
  const found = Object.values(fileKinds).find(({ matches }) => matches(content));
  return found?.name ?? null;
}

function document(name: string, kind: string): FileKind {
  const member = new RegExp(String.raw`"kind"\s*:\s*"${kind}"`);
  return { name, matches: (content) => /^\uFEFF?\s*\{/.test(content) && member.test(content) };
}

function page(name: string, pageName: PageName): FileKind {
  const marker = `<meta name="generator" content="${generatorOf(pageName)}"`;
  return {
    name,
    matches: (content) => /^\s*<!doctype html>/.test(content) && headOf(content).includes(marker),
  };
}

function text(name: string, start: RegExp): FileKind {
  return { name, matches: (content) => start.test(content) };
}

/** A page says what it is in its first lines; what stands in its charts and tables is data. */
function headOf(content: string): string {
  return content.slice(0, 2000);
}
