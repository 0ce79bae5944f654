import { createHash } from 'node:crypto';
import type { Fix, Location, Log, ReportingDescriptor, Result } from 'sarif';
import type {
  Finding,
  FindingEdit,
  FindingPlace,
  FindingReport,
  SuppressedFinding,
} from '../../base/primitives/errors/finding.ts';
import { mapswellVersion } from '../../base/primitives/mapswell-version.ts';

const schema =
  'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/**
 * For code scanning and other readers of SARIF 2.1.0: one run of the tool, a result for each finding.
 * Lines are no part of a fingerprint, so that a finding stays the same one when it moves. What is suppressed
 * is there too, with who says so and why.
 *
 * @see https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function formatSarif({
  command,
  outcome,
  counts,
  findings,
  suppressed,
  rules = [],
}: FindingReport): string {
  const all = [...findings, ...(suppressed ?? [])];
  const names = [...new Set(all.map(({ rule }) => rule))];
  const described = new Map(rules.map((one) => [one.rule, one]));
  const log: Log = {
    $schema: schema,
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'mapswell',
            version: mapswellVersion(),
            rules: names.map((id): ReportingDescriptor => {
              const rule = described.get(id);
              return {
                id,
                ...(rule === undefined ? {} : { shortDescription: { text: rule.summary } }),
                ...(rule?.helpUrl === undefined ? {} : { helpUri: rule.helpUrl }),
              };
            }),
          },
        },
        automationDetails: { id: `mapswell/${command}` },
        properties: { outcome, counts },
        columnKind: 'utf16CodeUnits',
        results: all.map((finding) => {
          const result = resultOf(finding, names.indexOf(finding.rule));
          // With no list nobody looked; an empty one says that nothing suppresses it.
          if (suppressed !== undefined) result.suppressions = suppressionsOf(finding);
          return result;
        }),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function resultOf(finding: Finding, ruleIndex: number): Result {
  const { rule, verdict, where, message, confidence, evidence, isGated, related, fix } = finding;
  const kind = kindOf(finding);
  return {
    ruleId: rule,
    ruleIndex,
    kind,
    // The standard asks for the level `none` of everything that is no failure.
    level: kind === 'fail' ? finding.severity : 'none',
    message: { text: message },
    locations: [locationOf(where)],
    partialFingerprints: { 'mapswell/v1': fingerprint(rule, where) },
    ...(related === undefined || related.length === 0
      ? {}
      : {
          relatedLocations: related.map((one, id) =>
            Object.assign(locationOf(one.where), { id, message: { text: one.message } }),
          ),
        }),
    ...(fix === undefined || fix.edits.length === 0 ? {} : { fixes: [fixOf(fix)] }),
    ...(confidence === null ? {} : { rank: Math.round(confidence * 1e4) / 100 }),
    properties: { verdict, isGated, ...evidence },
  };
}

function suppressionsOf(finding: Finding | SuppressedFinding): NonNullable<Result['suppressions']> {
  if (!('suppression' in finding)) return [];
  const { kind, because } = finding.suppression;
  return [{ kind, justification: because }];
}

function fixOf({ description, edits }: NonNullable<Finding['fix']>): Fix {
  const paths = [...new Set(edits.map(({ path }) => path))];
  return {
    description: { text: description },
    artifactChanges: paths.map((path) => ({
      artifactLocation: artifactOf(path),
      replacements: edits
        .filter((edit) => edit.path === path)
        .map((edit) => ({
          deletedRegion: regionOf(edit),
          insertedContent: { text: edit.text },
        })),
    })),
  };
}

function regionOf({ startLine, startColumn, endLine, endColumn }: FindingEdit): object {
  return { startLine, startColumn, endLine, endColumn };
}

function kindOf({ kind, severity }: Finding): Result.kind {
  if (kind === 'pass') return severity === 'none' ? 'pass' : 'informational';
  return kind === 'inconclusive' && severity !== 'error' ? 'open' : 'fail';
}

function locationOf(where: FindingPlace): Location {
  switch (where.kind) {
    case 'cell':
      return { logicalLocations: [{ fullyQualifiedName: where.cell, kind: 'cell' }] };
    case 'service':
      return { logicalLocations: [{ fullyQualifiedName: where.url, kind: 'service' }] };
    case 'source': {
      const { path, line, column } = where;
      const region = { startLine: line, ...(column === undefined ? {} : { startColumn: column }) };
      const named =
        where.function === undefined
          ? {}
          : { logicalLocations: [{ fullyQualifiedName: where.function, kind: 'function' }] };
      return {
        physicalLocation: { artifactLocation: artifactOf(path), region },
        ...named,
      };
    }
  }
}

function artifactOf(path: string): { readonly uri: string; readonly uriBaseId: string } {
  return { uri: path.split('/').map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}

function fingerprint(rule: string, where: FindingPlace): string {
  const place = where.kind === 'source' ? [where.path, where.function ?? ''] : Object.values(where);
  return createHash('sha256')
    .update(JSON.stringify([rule, ...place]))
    .digest('hex')
    .slice(0, 32);
}
