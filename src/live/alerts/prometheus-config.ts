import type { RuleClock } from './rules/rule-clock.ts';
import type { YamlValue } from './to-yaml.ts';

/** A service with the exporter, as Prometheus is to reach it. */
export interface ScrapedService {
  /** Becomes the label `job`, and so the label `service` of its alerts. */
  readonly name: string;
  /** `host:port` of its metrics page. */
  readonly address: string;
}

/** A configuration of Prometheus that scrapes services, applies the rules and tells Alertmanager. */
export function prometheusConfig(
  services: readonly ScrapedService[],
  alertmanager: string,
  clock: RuleClock,
): YamlValue {
  return {
    global: {
      scrape_interval: clock.duration(1),
      scrape_timeout: clock.duration(1 / 2),
      evaluation_interval: clock.duration(1),
    },
    rule_files: ['mapswell.rules.yml', 'mapswell.burn.yml'],
    alerting: { alertmanagers: [{ static_configs: [{ targets: [alertmanager] }] }] },
    scrape_configs: services.map(({ name, address }) => ({
      job_name: name,
      static_configs: [{ targets: [address] }],
    })),
  };
}
