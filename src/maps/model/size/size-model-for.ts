import type { SizedSpec } from '../map-spec.ts';
import { formatCount } from '../../../base/primitives/quantities/format-count.ts';
import { SandboxError } from '../../../base/primitives/errors/sandbox-error.ts';
import type { Warning } from '../../../base/primitives/errors/warning.ts';
import { classicVersion } from '../classic-version.ts';
import { classicBucket, isHintIgnored } from './classic-go-layout.ts';
import { classicGoModel } from './classic-go-model.ts';
import type { GoType } from '../go-type/go-type.ts';
import { isSizedModel, type SizedFamily, type SizedModel, sizedModels } from '../map-model.ts';
import { modelFacts } from '../model-facts.ts';
import { mostEntries, requireWhole } from '../require-whole.ts';
import { pythonModel } from './cpython-model.ts';
import { redisDictModel } from './redis-dict-model.ts';
import type { SizeModel } from './size-model.ts';
import { swissHintFits } from './swiss-go-layout.ts';
import { swissGoModel } from './swiss-go-model.ts';
import { v8SizeModel } from './v8-map-model.ts';
import { v8ObjectModel } from './v8-object-model.ts';
import { v8CollectionFor } from './v8-table.ts';

/** The closed form of one map of one type, and the hint that it really uses. */
interface ModelOfType extends Pick<SizedSpec, 'hint'> {
  readonly model: SizeModel;
  readonly warnings: readonly Warning[];
}

const makers: Readonly<
  Record<SizedFamily, (key: GoType, value: GoType, hint: number, goMinor: number) => ModelOfType>
> = {
  classic(key, value, hint, goMinor) {
    const version = classicVersion(goMinor);
    const isIgnored = isHintIgnored(hint, classicBucket(key, value, version));
    const used = isIgnored ? 0 : hint;
    const warnings = isIgnored ? [ignoredHint(hint)] : [];
    return { model: classicGoModel(key, value, used, version), hint: used, warnings };
  },
  swiss(key, value, hint) {
    if (!swissHintFits(key, value, hint)) throw refusedHint(hint, 'to fit an address space');
    return { model: swissGoModel(key, value, hint), hint, warnings: [] };
  },
  v8(_, value, hint) {
    if (hint !== 0) throw refusedHint(hint, 'to be 0, since a Map of V8 takes none');
    return { model: v8SizeModel(v8CollectionFor(value)), hint, warnings: [] };
  },
  redis(_, __, hint) {
    if (hint !== 0) throw refusedHint(hint, 'to be 0, since a dict of Redis takes none');
    return { model: redisDictModel, hint, warnings: [] };
  },
  cpython(key, value, hint) {
    if (hint !== 0) throw refusedHint(hint, 'to be 0, since a dict of Python takes none');
    return { model: pythonModel(key, value), hint, warnings: [] };
  },
  'v8-object'(_, __, hint) {
    if (hint !== 0) throw refusedHint(hint, 'to be 0, since an object takes none');
    return { model: v8ObjectModel, hint, warnings: [] };
  },
};

/**
 * The closed form of one map of one type, with the hint that it really uses.
 *
 * @throws SandboxError `usage` if the model is unknown or cannot take the hint.
 */
export function sizeModelFor(
  map: SizedModel,
  key: GoType,
  value: GoType,
  hint: number,
): ModelOfType {
  requireWhole('hint', hint, mostEntries);
  if (isSizedModel(map)) {
    const { family, goMinor } = modelFacts(map);
    return makers[family](key, value, hint, goMinor ?? 0);
  }
  throw new SandboxError(
    'usage',
    `expected map to be one of ${sizedModels.join(', ')}, got ${JSON.stringify(map)}`,
  );
}

function ignoredHint(hint: number): Warning {
  return {
    code: 'hint-ignored',
    message: `Go takes no notice of a hint of ${formatCount(hint)}: its buckets exceed what can be allocated`,
  };
}

function refusedHint(hint: number, rule: string): SandboxError {
  return new SandboxError('usage', `expected hint ${rule}, got ${formatCount(hint)}`);
}
