// Writes the kernel's interface as TypeScript knows it.
import { format } from 'prettier';

/** `statsLayout` for `StatsRecord`. */
function layoutName(name) {
  return `${name[0].toLowerCase()}${name.slice(1).replace(/Record$/, '')}Layout`;
}

function functionLine({ name, parameters, returns }) {
  const list = parameters.map((parameter) => `${parameter.name}: ${parameter.type}`).join(', ');
  return `${name}(${list}): ${returns};`;
}

function setText({ name, members }) {
  const list = members.map((member) => `${member.name}: ${member.value}`).join(', ');
  return `export const ${name} = { ${list} } as const;`;
}

function recordText({ name, bytes, fields }) {
  const isDoubles = fields.every(({ type }) => type === 'f64');
  const list = fields
    .map(({ name: field, offset }) => `${field}: ${isDoubles ? offset / 8 : offset}`)
    .join(', ');
  return `export const ${layoutName(name)} = { bytes: ${bytes}, ${isDoubles ? 'doubles' : 'at'}: { ${list} } } as const;`;
}

function header(about) {
  return `// Written by npm run build from the kernel's index.ts and shared.ts, where everything is explained.\n\n${about}`;
}

function exportsText(functions) {
  const sorted = functions.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const addresses = sorted.filter(({ returnsAddress }) => returnsAddress);
  const names = addresses.map(({ name }) => `'${name}'`);
  return header(`/** What kernel.wasm exports. Addresses and 32-bit values are numbers, 64-bit values bigints. */
export interface KernelExports {
${sorted.map(functionLine).join('\n')}
}

/** Exports that return an address or a size, which may be 2 GiB and more. */
export type AddressExport = ${names.join(' | ')};

export const addressExports: readonly AddressExport[] = [${names.join(', ')}];
`);
}

/** The TypeScript files of src/maps/reference/kernel by name, for what the transform found. */
export async function interfaceFiles({ functions, records, sets }) {
  const texts = {
    'kernel-exports.ts': exportsText(functions),
    'kernel-enums.ts': header(
      `// Closed sets, by the numbers that the kernel has for their members.\n${sets.map(setText).join('\n')}`,
    ),
    'kernel-layouts.ts': header(
      `// Records: their bytes, and of each field the offset, or its index where all fields are f64.\n${records.map(recordText).join('\n')}`,
    ),
  };
  const files = [];
  for (const [name, text] of Object.entries(texts))
    files.push({
      name,
      text: await format(text, { parser: 'typescript', singleQuote: true, printWidth: 100 }),
    });
  return files;
}
