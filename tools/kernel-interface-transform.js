// A transform of the AssemblyScript compiler: writes what the kernel exports (index.ts), and the records
// and closed sets that both sides know (shared.ts), as JSON to the file $KERNEL_INTERFACE.
import { writeFileSync } from 'node:fs';
import { Transform } from 'assemblyscript/transform';

const folder = 'src/maps/kernel';

/** How a value comes to JavaScript: 64-bit integers as bigints, everything else as numbers. */
function javaScriptType(type) {
  const name = type.toString();
  if (name === 'void') return 'void';
  return name === 'u64' || name === 'i64' ? 'bigint' : 'number';
}

function compiled(name, prototype) {
  const instance = prototype.instances?.values().next().value;
  if (instance === undefined) throw new Error(`expected ${name} to be compiled`);
  return instance;
}

function functionOf([name, prototype]) {
  const instance = compiled(name, prototype);
  const { parameterTypes, returnType } = instance.signature;
  return {
    name,
    parameters: parameterTypes.map((type, index) => ({
      name: instance.getParameterName(index),
      type: javaScriptType(type),
    })),
    returns: javaScriptType(returnType),
    returnsAddress: returnType.toString() === 'usize' || returnType.isReference,
  };
}

function recordOf(name, prototype) {
  const record = compiled(name, prototype);
  const fields = [...record.members.values()]
    .filter(({ instance }) => typeof instance?.memoryOffset === 'number')
    .filter(({ instance }) => instance.memoryOffset >= 0)
    .map(({ name: field, instance }) => ({
      name: field,
      offset: instance.memoryOffset,
      type: instance.type.toString(),
    }));
  return { name, bytes: record.nextMemoryOffset, fields };
}

/** Members have literal numbers: what both sides agree on is not left to counting. */
function setOf(name, element) {
  const members = [...element.members.values()].map((member) => {
    const value = member.valueNode?.range.toString() ?? 'nothing';
    if (!/^\d+$/.test(value))
      throw new Error(`expected a number for ${name}.${member.name}, got ${value}`);
    return { name: member.name, value: Number(value) };
  });
  return { name, members };
}

export default class KernelInterface extends Transform {
  afterCompile() {
    const exported = (file) => [...this.program.filesByName.get(`${folder}/${file}`).exports];
    const shared = exported('shared');
    const document = {
      functions: exported('index').map(functionOf),
      records: shared
        .filter(([, element]) => 'instances' in element)
        .map(([name, element]) => recordOf(name, element)),
      sets: shared
        .filter(([, element]) => !('instances' in element))
        .map(([name, element]) => setOf(name, element)),
    };
    writeFileSync(process.env.KERNEL_INTERFACE, JSON.stringify(document));
  }
}
