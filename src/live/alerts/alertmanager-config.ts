import type { RuleClock } from './rules/rule-clock.ts';
import type { YamlValue } from './to-yaml.ts';

/** Where notifications go. */
export interface Receivers {
  readonly warningUrl: string;
  readonly criticalUrl: string;
}

/** Labels that a critical and the warnings it suppresses share; every rule sets all of them. */
export const inhibitionLabels: readonly string[] = ['service', 'instance', 'namespace', 'resource'];

/**
 * The configuration of Alertmanager: warnings to one receiver, criticals to another, and a critical
 * suppresses the warnings of the same service, instance, namespace and
 * resource. Alertmanager takes a label
 * that both sides lack for an equal one, so both sides must also have them.
 */
export function alertmanagerConfig(
  { warningUrl, criticalUrl }: Receivers,
  clock: RuleClock,
): YamlValue {
  const present = inhibitionLabels.map((label) => `${label}=~".+"`);
  return {
    route: {
      receiver: 'mapswell-warning',
      group_by: ['alertname', 'service'],
      group_wait: clock.duration(0.5),
      group_interval: clock.duration(5),
      repeat_interval: clock.duration(720),
      routes: [
        {
          matchers: ['severity="critical"'],
          receiver: 'mapswell-critical',
          group_wait: clock.duration(1 / 6),
          repeat_interval: clock.duration(60),
        },
        { matchers: ['severity="warning"'], receiver: 'mapswell-warning' },
      ],
    },
    inhibit_rules: [
      {
        source_matchers: ['severity="critical"', 'product="mapswell"', ...present],
        target_matchers: ['severity="warning"', 'product="mapswell"', ...present],
        equal: [...inhibitionLabels],
      },
    ],
    receivers: [
      { name: 'mapswell-warning', webhook_configs: [{ url: warningUrl, send_resolved: true }] },
      { name: 'mapswell-critical', webhook_configs: [{ url: criticalUrl, send_resolved: true }] },
    ],
  };
}
