import type { RuleFile } from './rules/prometheus-rule.ts';
import type { YamlValue } from './to-yaml.ts';

/** What each label of an alert says; every alert has them all. */
const alertLabels: Readonly<Record<string, string>> = {
  severity: 'warning: look within the working day; critical: a page',
  product: 'always mapswell',
  service: 'job of the exporter, or name of the container',
  instance: 'instance of the exporter, or name of the pod',
  namespace: 'namespace of the container; unknown where the series says none',
  resource: 'memory, or the name of the map',
};

/**
 * Rules and dashboard as one document in plain YAML, for those who deploy mixins. Recording and alerting
 * rules stay in one group: split, they would read each other up to an interval late.
 */
export function mixinOf(
  rules: RuleFile,
  burn: RuleFile,
  dashboard: Readonly<Record<string, unknown>>,
): YamlValue {
  return {
    labels: alertLabels,
    prometheusRules: { groups: [...rules.groups, ...burn.groups].map(plainGroup) },
    // A string, as Grafana takes it from a ConfigMap.
    grafanaDashboards: { 'mapswell.json': JSON.stringify(dashboard) },
  };
}

/** A group as YAML sees it. */
export function plainGroup({ name, interval, rules }: RuleFile['groups'][number]): YamlValue {
  return { name, interval, rules: rules.map((rule): YamlValue => ({ ...rule })) };
}
