import { createHash } from 'node:crypto';
import { generatorOf, type PageName } from '../../../base/primitives/output/file-kinds.ts';
import { html, type Markup, trusted } from './html.ts';
import { style } from './style.ts';

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** What a page has beyond the look of them all. */
export interface PageExtras {
  readonly style?: string;
  /** A script that the page can do without; the policy of the page allows this one by its hash. */
  readonly script?: string;
}

/**
 * A whole page in the look of all reports: it needs no script and asks nothing of any network.
 *
 * @param name stands in its head, so that a page is only ever replaced by one of its kind
 */
export function htmlPage(
  name: PageName,
  title: string,
  content: Markup,
  { style: extraStyle = '', script = '' }: PageExtras = {},
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="${generatorOf(name)}" />
        <meta http-equiv="Content-Security-Policy" content="${policyFor(script)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="icon" href="data:," />
        <style>
          ${trusted(style + extraStyle)}
        </style>
      </head>
      <body>
        <div class="page">${content}</div>
        ${script === '' ? null : trusted(`<script>${script}</script>`)}
      </body>
    </html> `.text;
}

function policyFor(script: string): string {
  if (script === '') return policy;
  return `${policy}; script-src 'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
