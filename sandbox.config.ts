import { defineConfig } from 'mapswell';

export default defineConfig({
  limits: { memoryBytes: '2GiB', cpus: 4 },
  rounds: 5,
  seed: 1,
});
