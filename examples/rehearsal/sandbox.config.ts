import { defineConfig } from 'mapswell';

// Scenarios for a rehearsal of alerts: docs/rehearsal.md says how to run them.
export default defineConfig({ scenarios: 'scenarios', reports: '../../reports' });
