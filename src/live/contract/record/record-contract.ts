import { Document } from 'yaml';
import type { ExpositionPage, MetricFamily } from '../../../base/exposition/exposition-page.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import { documentCheck } from '../check/document-rules.ts';
import { Judgement } from '../check/judgement.ts';
import { judgeMetric } from '../check/metric-rules.ts';
import { scrape } from '../check/scrape.ts';
import type { ServiceClient } from '../check/service-client.ts';
import { parseContract } from '../document/contract-file.ts';
import { mapPreset } from '../document/map-preset.ts';
import { resolveContract } from '../document/resolve-contract.ts';
import { canGrow, driveOf } from './drive-of.ts';

/** Metrics of runtimes, which their libraries promise. */
const ofRuntimes = /^(process|nodejs|go|jvm|python|promhttp|scrape|target)_/;

/** What a contract is recorded of. */
export interface RecordOptions {
  readonly name: string;
  readonly metricsPath: string;
}

/**
 * Writes a first contract from what a running service exposes: every metric with its type, labels and unit,
 * or the preset where it holds, and how its map is driven where the debug page says what it takes.
 *
 * @returns the text of the file
 * @throws SandboxError `invalid` where the service does not answer or its page cannot be read
 */
export async function recordContract(
  client: ServiceClient,
  { name, metricsPath }: RecordOptions,
): Promise<string> {
  const text = await readPage(client, metricsPath, 'text');
  const open = await readPage(client, metricsPath, 'openmetrics');
  const page = text ?? open;
  if (page === null)
    throw new SandboxError('invalid', `cannot record ${client.url}: no page of metrics`);
  const isPreset = [text, open].every((one) => one === null || keepsPreset(one));
  const debug = isPreset ? await debugPage(client) : null;
  const drive = debug === null ? null : driveOf(debug);
  const own = page.families.filter(
    (family) => !ofRuntimes.test(family.name) && !(isPreset && isOfPreset(family, page)),
  );
  const document = new Document({
    contract: { name, version: '0.1.0' },
    ...(isPreset ? { extends: 'mapswell/map@1' } : {}),
    metrics: {
      path: metricsPath,
      formats: [...(text === null ? [] : ['text']), ...(open === null ? [] : ['openmetrics'])],
      ...(own.length === 0 ? {} : { require: own.map((family) => metricOf(family, page, open)) }),
    },
    ...(isPreset && debug === null ? { debug: null } : {}),
    // Events are only made by driving: without it nothing could be judged of them.
    ...(isPreset && (drive === null || !canGrow(debug)) ? { events: null } : {}),
    ...(drive === null ? {} : { drive }),
  });
  document.commentBefore =
    ' yaml-language-server: $schema=./node_modules/mapswell/docs/contract.schema.json';
  return `${document.toString({ lineWidth: 110 })}${drive === null ? howToDrive : ''}`;
}

const howToDrive = `# How a new key is written, so that what growths must show is checked:
# drive:
#   request: { path: /map, line: '{"key": \${i}, "value": \${i}}' }
# How the service is started for a check:
# start: { command: node server.js, ready: { path: /healthz } }
`;

async function readPage(
  client: ServiceClient,
  path: string,
  format: 'text' | 'openmetrics',
): Promise<ExpositionPage | null> {
  const { page, fault } = await scrape(client, path, format);
  if (fault !== null) throw new SandboxError('invalid', `cannot record: ${fault.message}`);
  return page;
}

function keepsPreset(page: ExpositionPage): boolean {
  const judgement = new Judgement();
  const file = parseContract(
    'contract: { name: a, version: 0.1.0 }\nextends: mapswell/map@1\n',
    'preset',
  );
  const { metrics } = resolveContract(file, () => '');
  for (const metric of metrics.require) judgeMetric(metric, page, judgement);
  return judgement.rules.every(({ outcome }) => outcome === 'holds');
}

function isOfPreset(family: MetricFamily, page: ExpositionPage): boolean {
  return mapPreset().metrics.require.some(({ name }) => name === nameOf(family, page));
}

/** As a contract has it: counters end in `_total`. */
function nameOf({ name, type, samples }: MetricFamily, { format }: ExpositionPage): string {
  return format === 'openmetrics' && type === 'counter' && samples.length > 0
    ? `${name}_total`
    : name;
}

async function debugPage(client: ServiceClient): Promise<unknown> {
  const { path, schema } = mapPreset().debug;
  const { status, bytes } = await client.ask(path);
  if (status !== 200 || typeof schema !== 'object') return null;
  try {
    const page: unknown = JSON.parse(Buffer.from(bytes).toString('utf8'));
    return documentCheck({ schema, path: [] }, null)(page).length === 0 ? page : null;
  } catch {
    return null;
  }
}

function metricOf(
  family: MetricFamily,
  page: ExpositionPage,
  open: ExpositionPage | null,
): Readonly<Record<string, unknown>> {
  const name = nameOf(family, page);
  const [sample] = family.samples;
  const own = { histogram: 'le', gaugehistogram: 'le', summary: 'quantile' } as const;
  const hidden: unknown = Reflect.get(own, family.type);
  const labels = [...(sample?.labels ?? [])]
    .map(([label]) => label)
    .filter((label) => label !== hidden && !(family.type === 'stateset' && label === family.name));
  const unit = open?.families.find((one) => nameOf(one, open) === name)?.unit ?? null;
  return {
    name,
    type: family.type,
    ...(labels.length === 0 ? {} : { labels }),
    ...(unit === null || unit === '' ? {} : { unit }),
    // A family without a sample is one that may be missing.
    ...(sample === undefined ? { optional: true } : {}),
  };
}
