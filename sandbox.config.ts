import { defineConfig } from 'mapswell';

export default defineConfig({
  limits: { memoryBytes: 2 * 2 ** 30, cpus: 4 },
  rounds: 5,
  seed: 1,
});
