import { readFileSync } from 'node:fs';
import { object, type output, type ZodRawShape, type ZodObject } from 'zod';

/** Cases that SciPy answered; the fixture says which version, and the script that asked. */
export function readFixture<Cases extends ZodRawShape>(
  name: string,
  cases: Cases,
): output<ZodObject<Cases>> {
  const url = new URL(`../../../../test/fixtures/stats/${name}.json`, import.meta.url);
  const document: unknown = JSON.parse(readFileSync(url, 'utf8'));
  return object({ cases: object(cases) }).parse(document).cases;
}
