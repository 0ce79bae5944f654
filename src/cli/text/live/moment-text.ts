import { shortFigure } from '../../../live/detect/format-figures.ts';
import { timeLeftSentence } from '../../../report/calibration/alarm-words.ts';
import type { DetectorMoment } from '../../../live/calibrate/calibration/moment-of.ts';

/** What each detector saw at a minute, two lines each. */
export function momentText(minute: number, moments: readonly DetectorMoment[]): string {
  return `  at minute ${minute}:\n${moments.map(oneText).join('')}`;
}

function oneText(moment: DetectorMoment): string {
  const { detector, isChoice, isUp, sentence, timeLeft } = moment;
  const state = isUp ? 'alarm' : 'no alarm';
  const name = isChoice ? `${detector}, the choice` : detector;
  const first = `    ${name}: ${state}, ${valueText(moment)}\n`;
  const left = timeLeft === null ? [] : [timeLeftSentence(timeLeft)];
  const said = sentence === null ? left : [sentence, ...left];
  return first + said.map((line) => `      ${line}\n`).join('');
}

function valueText({ value, threshold, margin, unit, inRow, pointsInRow }: DetectorMoment): string {
  const limit = `threshold ${shortFigure(threshold)} ${unit}`;
  if (value === null || margin === null)
    return `${limit}; too little was seen, or no rise to hold against it`;
  const row =
    pointsInRow === 1 ? '' : `, ${Math.min(inRow, pointsInRow)} of ${pointsInRow} points in a row`;
  const side = margin > 0 ? 'beyond it by' : 'short of it by';
  return `${shortFigure(value)} at a ${limit}, ${side} ${shortFigure(Math.abs(margin))}${row}`;
}
