/** What YAML is written from. */
export type YamlValue =
  | string
  | number
  | boolean
  | readonly YamlValue[]
  | { readonly [key: string]: YamlValue | undefined };

const plainText = /^[A-Za-z_][\w :()/.,%=-]*$/u;
const otherMeaning = /^(?:true|false|yes|no|on|off|null|y|n)$|: |:$| $|^[\d.+-]/iu;

/** Writes a document in block style; text that YAML could read as something else is quoted. */
export function toYaml(value: YamlValue): string {
  return `${lines(value).join('\n')}\n`;
}

function lines(value: YamlValue): string[] {
  if (isList(value)) {
    if (value.length === 0) return ['[]'];
    return value.flatMap((item) => nested(item, '- '));
  }
  if (typeof value !== 'object') return [scalar(value)];
  const entries = Object.entries(value).flatMap(([key, item]) =>
    item === undefined ? [] : [[key, item] as const],
  );
  if (entries.length === 0) return ['{}'];
  return entries.flatMap(([key, item]) => keyed(scalar(key), item));
}

function keyed(key: string, item: YamlValue): string[] {
  const inner = lines(item);
  if (isInline(item)) return [`${key}: ${inner[0] ?? ''}`];
  return [`${key}:`, ...inner.map((line) => `  ${line}`)];
}

function nested(item: YamlValue, bullet: string): string[] {
  return lines(item).map((line, index) => (index === 0 ? bullet : '  ') + line);
}

function isInline(value: YamlValue): boolean {
  return typeof value !== 'object' || Object.keys(value).length === 0;
}

function isList(value: YamlValue): value is readonly YamlValue[] {
  return Array.isArray(value);
}

/** A double-quoted YAML string is a JSON string. */
function scalar(value: string | number | boolean): string {
  if (typeof value !== 'string') return String(value);
  return plainText.test(value) && !otherMeaning.test(value) ? value : JSON.stringify(value);
}
