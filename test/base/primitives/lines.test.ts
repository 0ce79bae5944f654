import test from 'ava';
import { firstLine, lastLine } from '../../../src/base/primitives/lines.ts';

test('the first and the last line of a text are without the space around them', (t) => {
  const said = '\n  no space left  \r\n\tat write\n exit 3 \n\n';
  t.is(firstLine(said), 'no space left');
  t.is(lastLine(said), 'exit 3');
  t.is(firstLine('one'), 'one');
  t.is(lastLine('one'), 'one');
  t.is(firstLine(' \n'), '');
  t.is(lastLine(''), '');
});
