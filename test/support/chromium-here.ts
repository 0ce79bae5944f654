import { existsSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { chromium, type Browser } from 'playwright-core';
import { skipLoudly } from './skip-loudly.ts';

/** Where Debian's package puts the browser. */
export const chromiumPath = '/usr/bin/chromium';

/** Flags with which it starts without a display, a sandbox or a word to the outside. */
export const chromiumFlags: string[] = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Whether the browser is here; else the test is skipped loudly. */
export function chromiumHere(t: ExecutionContext): boolean {
  if (existsSync(chromiumPath)) return true;
  skipLoudly(t, `no Chromium at ${chromiumPath}`);
  return false;
}

/** A browser that ends with its test. */
export async function startBrowser(
  t: ExecutionContext,
  ...more: readonly string[]
): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: chromiumPath,
    args: [...chromiumFlags, ...more],
  });
  t.teardown(() => browser.close());
  return browser;
}
