import { escapeHtml } from './escape-html.ts';

/** Markup that is known to be safe: made by `html`, or trusted explicitly. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Allowed values of a template: text and numbers are escaped, markup is not, null renders as empty. */
export type HtmlValue = string | number | Markup | null | readonly HtmlValue[];

/** Markup from a template in which everything that is put in is escaped by default. */
export function html(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Markup {
  return new Markup(
    strings.map((part, index) => withoutIndent(part) + textOf(values[index] ?? null)).join(''),
  );
}

/** Indentation is for those who read the source; a line feed is as good a space as any. */
function withoutIndent(part: string): string {
  return part.replaceAll(/\s*\n\s*/g, '\n');
}

/** Markup that this program made itself by other means, such as a chart. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

/** A name or note from outside: text that runs in its own direction and breaks anywhere. */
export function foreign(text: string): Markup {
  return html`<bdi>${text}</bdi>`;
}

function textOf(value: HtmlValue): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(textOf).join('');
  return escapeHtml(String(value));
}
