import type { ContractFinding } from './contract-finding.ts';
import { fetchMetricsPage } from './fetch-metrics-page.ts';
import { agreementFindings, counterFindings, pageFindings } from './page-rules.ts';

/** What a service's page of metrics was held against, and what was found. */
export interface MetricsCheck {
  readonly url: string;
  readonly findings: readonly ContractFinding[];
  /** Rules that could not run, and why; they are no pass. */
  readonly notJudged: readonly string[];
}

/**
 * Fetches the metrics of a running service in both formats and holds them against what holds for every
 * page: the grammar, HELP and TYPE, no series twice, bounded labels, formats that agree, counters that
 * never fall.
 *
 * @throws SandboxError `invalid` where the service does not answer
 */
export async function checkMetrics(url: string): Promise<MetricsCheck> {
  const text = await fetchMetricsPage(url, 'text');
  const open = await fetchMetricsPage(url, 'openmetrics');
  const again = await fetchMetricsPage(url, 'text');
  const findings: ContractFinding[] = [];
  for (const { page, finding } of [text, open]) {
    if (finding !== null) findings.push(finding);
    if (page !== null) findings.push(...pageFindings(page));
  }
  const notJudged: string[] = [];
  if (text.page === null && text.finding === null)
    notJudged.push('the text format: the service does not have it');
  if (open.page === null && open.finding === null)
    notJudged.push('OpenMetrics, and whether both formats agree: the service does not have it');
  if (text.page !== null && open.page !== null)
    findings.push(...agreementFindings(text.page, open.page));
  if (text.page !== null && again.page !== null)
    findings.push(...counterFindings(text.page, again.page));
  return { url, findings: unique(findings), notJudged };
}

/** Both formats may have the same fault. */
function unique(findings: readonly ContractFinding[]): readonly ContractFinding[] {
  return [...new Map(findings.map((one) => [`${one.rule} ${one.message}`, one])).values()];
}
