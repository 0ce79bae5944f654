import { existsSync } from 'node:fs';
import type { ExecutionContext } from 'ava';
import { chromium, type Browser } from 'playwright-core';

const executablePath = '/usr/bin/chromium';
const flags = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Skips loudly without Chromium, or fails where everything is required. */
export function hasChromium(t: ExecutionContext): boolean {
  if (existsSync(executablePath)) return true;
  t.log(`skipped: needs ${executablePath}`);
  t.not(process.env['MAPSWELL_REQUIRE_ALL'], '1');
  return false;
}

/** A browser that ends with its test. */
export async function startBrowser(
  t: ExecutionContext,
  ...more: readonly string[]
): Promise<Browser> {
  const browser = await chromium.launch({ executablePath, args: [...flags, ...more] });
  t.teardown(() => browser.close());
  return browser;
}
