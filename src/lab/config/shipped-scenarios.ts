import { fileURLToPath } from 'node:url';

/** Folder of the scenarios that come with this package. */
export const shippedScenarios: string = fileURLToPath(
  new URL('../../../../scenarios', import.meta.url),
);
