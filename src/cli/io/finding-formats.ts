import type { FindingReport } from '../../base/primitives/errors/finding.ts';
import type { MarkdownFormat } from '../../report/formats/markdown.ts';

/** How every command with findings can print them. */
export const findingFormats = ['terminal', 'markdown', 'json', 'junit', 'github', 'sarif'] as const;

export type FindingFormat = (typeof findingFormats)[number];

/** What a report does not say of itself. */
export interface FormattedFindings<Document extends object> {
  /** What `json` prints. */
  readonly document: Document;
  /** Headings of the table of `markdown`. */
  readonly words: MarkdownFormat;
  /** Whether a terminal lists what passed. @default false */
  readonly showsPasses?: boolean;
}

/** Findings in a format, which is loaded when it is asked for. */
export async function formatFindings<Document extends object>(
  format: FindingFormat,
  report: FindingReport,
  { document, words, showsPasses = false }: FormattedFindings<Document>,
): Promise<string> {
  switch (format) {
    case 'terminal':
      return (await import('../../report/formats/terminal.ts')).formatTerminal(report, {
        showsPasses,
      });
    case 'markdown':
      return (await import('../../report/formats/markdown.ts')).formatMarkdown(report, words);
    case 'json':
      return (await import('../../report/formats/json.ts')).formatJson(document);
    case 'junit':
      return (await import('../../report/formats/junit.ts')).formatJunit(report);
    case 'github':
      return (await import('../../report/formats/github.ts')).formatGithub(report);
    case 'sarif':
      return (await import('../../report/formats/sarif.ts')).formatSarif(report);
  }
}
