import { encodingOf } from '../../../base/primitives/input/encoding-of.ts';

/** A record of version 1 whose parts are parsed one after the other. */
export interface CutRecord {
  /** The document as JSON, with 0 in the place of each cell. */
  readonly rest: string;
  readonly cells: readonly CutCell[];
}

export interface CutCell {
  /** The cell as JSON; in the place of the counts of its processes stands where they are in `counts`. */
  readonly rest: string;
  /** As they stand in the file: processes that counted the same have the same bytes. */
  readonly counts: readonly Buffer[];
}

/** A document of so many bytes has fewer lists and objects than are allowed, whatever is in it. */
const mostBytes = 8 * 2 ** 20;
const openBrace = 0x7b;
/** A key in which a letter is escaped would not be found. */
const escapedLetters = [String.raw`\u006`, String.raw`\u007`];

// Long ones: a search for them looks at few bytes.
const listStart = '\n  "cells": [\n    {\n      "cell": {\n';
const listEnd = '\n    }\n  ],\n  "';
const betweenCells = '\n    },\n    {\n      "cell": {\n';
const countsStart = '\n          "counts": {\n';
const countsEnd = '\n          },\n          "';

/**
 * Cuts a record at its lines, without looking at what is between them. In JSON no string goes over the end
 * of a line, so that parts and rest, where all of them are JSON, are the document.
 *
 * @returns `null` for what is not laid out as `formatDocument` does: it is parsed whole
 */
export function cutRecord(bytes: Buffer): CutRecord | null {
  if (bytes[0] !== openBrace || bytes.length > mostBytes) return null;
  if (escapedLetters.some((start) => bytes.includes(start))) return null;
  const list = bytes.indexOf(listStart);
  const last = bytes.indexOf(listEnd, list);
  if (list === -1 || last === -1) return null;
  const encoding = encodingOf(bytes);
  const cells: CutCell[] = [];
  const first = list + listStart.indexOf('{');
  const end = last + listEnd.indexOf('}') + 1;
  for (const cell of cellsOf(bytes.subarray(first, end))) {
    const cut = cutCell(cell, encoding);
    if (cut === null) return null;
    cells.push(cut);
  }
  const zeros = cells.map(() => '0').join(',');
  const rest = bytes.toString(encoding, 0, first) + zeros + bytes.toString(encoding, end);
  // Of two lists the last one counts.
  return rest.indexOf('"cells"') === rest.lastIndexOf('"cells"') ? { rest, cells } : null;
}

function* cellsOf(list: Buffer): Generator<Buffer> {
  let from = 0;
  let at = list.indexOf(betweenCells);
  while (at !== -1) {
    yield list.subarray(from, at + betweenCells.indexOf('}') + 1);
    from = at + betweenCells.indexOf('{');
    at = list.indexOf(betweenCells, from);
  }
  yield list.subarray(from);
}

function cutCell(cell: Buffer, encoding: 'latin1' | 'utf8'): CutCell | null {
  const counts: Buffer[] = [];
  let rest = '';
  let from = 0;
  let at = cell.indexOf(countsStart);
  while (at !== -1) {
    const first = at + countsStart.indexOf('{');
    const end = cell.indexOf(countsEnd, first) + countsEnd.indexOf('}') + 1;
    if (end <= first) return null;
    rest += cell.toString(encoding, from, first) + String(counts.length);
    counts.push(cell.subarray(first, end));
    from = end;
    at = cell.indexOf(countsStart, from);
  }
  rest += cell.toString(encoding, from);
  // Else a figure that stands where counts should would be taken for the place of some.
  const places = rest.match(/"counts"\s*:\s*\d/g)?.length ?? 0;
  return places === counts.length ? { rest, counts } : null;
}
