import { seededRandom } from '../../../src/base/primitives/seeded-random.ts';

/** What is put into a page: what parsers trip over. */
const pieces = [
  ' ',
  '  ',
  '\t',
  '"',
  '\\',
  '\\\\',
  '\\"',
  '\\n',
  '\\x',
  '{',
  '}',
  '{}',
  ',',
  '=',
  '#',
  '# ',
  ':',
  '_',
  '-',
  '+',
  '.',
  '0',
  '1',
  '9',
  'e',
  'E5',
  'a',
  'Z',
  'é',
  '\n',
  '\n\n',
  '\r',
  'NaN',
  'nan',
  '+Inf',
  'inf',
  '-1',
  '1e400',
  '0x10',
  '1_0',
  '# EOF\n',
  '# HELP',
  '# TYPE',
  '# UNIT',
  'le="1"',
  ',a="b"',
  'a="b",',
  ' # {a="b"} 1',
  ' 5',
  ' 1.5',
  '_total',
  '_created',
  '_bucket',
  '_sum',
  '_count',
  '_info',
  'counter',
  'gauge',
  'untyped',
  'unknown',
  'Gauge',
];

/** A page with one to three changes of characters, words or lines, drawn from a seed. */
export function mutatePage(page: string, seed: number): string {
  const random = seededRandom(seed);
  const below = (bound: number): number => Math.floor(random() * bound);
  let text = page;
  for (let left = 1 + below(3); left > 0; left--) text = mutateOnce(text, below);
  return text;
}

function mutateOnce(text: string, below: (bound: number) => number): string {
  const at = below(text.length);
  const lines = text.split('\n');
  const line = below(lines.length - 1);
  switch (below(8)) {
    case 0:
      return text.slice(0, at) + text.slice(at + 1);
    case 1:
      return text.slice(0, at) + (pieces[below(pieces.length)] ?? '') + text.slice(at);
    case 2:
      return (
        text.slice(0, at) + (pieces[below(pieces.length)] ?? '') + text.slice(at + 1 + below(3))
      );
    case 3:
      return lines.toSpliced(line, 1).join('\n');
    case 4:
      return lines.toSpliced(line, 0, lines[line] ?? '').join('\n');
    case 5:
      return lines.toSpliced(below(lines.length), 0, ...lines.splice(line, 1)).join('\n');
    case 6: {
      const words = (lines[line] ?? '').split(' ');
      const [from, to] = [below(words.length), below(words.length)];
      const word = words[from] ?? '';
      words[from] = words[to] ?? '';
      words[to] = word;
      return lines.with(line, words.join(' ')).join('\n');
    }
    default:
      return lines
        .with(line, `${lines[line] ?? ''}${pieces[below(pieces.length)] ?? ''}`)
        .join('\n');
  }
}
