import { generatorOf, type PageName } from '../../../base/primitives/output/file-kinds.ts';
import { html, type Markup, trusted } from './html.ts';
import { style } from './style.ts';

const policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/**
 * A whole page in the look of all reports: it needs no script and asks nothing of any network.
 *
 * @param name stands in its head, so that a page is only ever replaced by one of its kind
 * @param extraStyle what this page has beyond the style of them all
 */
export function htmlPage(name: PageName, title: string, content: Markup, extraStyle = ''): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="generator" content="${generatorOf(name)}" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
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
      </body>
    </html> `.text;
}
