/**
 * Every map model that a reference map can be, and the family of tables that it has, in the order in
 * which people read them. A version of Go whose tables are those of the version before is one line
 * here; a new family is named by the compiler wherever families differ.
 */
export const modelFamilies = {
  'go1.19': 'classic',
  'go1.20': 'classic',
  'go1.21': 'classic',
  'go1.22': 'classic',
  'go1.23': 'classic',
  'go1.24': 'swiss',
  'go1.25': 'swiss',
  'go1.26': 'swiss',
  'go1.27': 'swiss',
  v8: 'v8',
} as const;

/** Models of size alone: how these maps grow is known, and no reference map runs by their rules. */
const sizeOnlyFamilies = {
  redis7: 'redis',
  'cpython3.11': 'cpython',
  'v8-object': 'v8-object',
} as const;

/** Every map whose growth is known: a plan and a forecast take any of them. */
const sizedFamilies: typeof modelFamilies & typeof sizeOnlyFamilies = {
  ...modelFamilies,
  ...sizeOnlyFamilies,
};

/** Which map the reference is: classic Go (1.19 to 1.23), Swiss Go (1.24 to 1.27) or V8's `Map`. */
export type MapModel = keyof typeof modelFamilies;

/** What kind of tables a map has: it decides how they grow and what its figures are called. */
export type MapFamily = (typeof modelFamilies)[MapModel];

/** A map that can be planned, one that runs here or one of which the size alone is known. */
export type SizedModel = keyof typeof sizedFamilies;

/** What kind of tables it has. */
export type SizedFamily = (typeof sizedFamilies)[SizedModel];

/** Every map model. */
export const mapModels: readonly MapModel[] = Object.keys(modelFamilies).filter(isMapModel);

/** Those and the models of size alone. */
export const sizedModels: readonly SizedModel[] = Object.keys(sizedFamilies).filter(isSizedModel);

/** The map that is meant wherever none is named: by commands, scenarios and in code. */
export const defaultMapModel: MapModel = 'go1.22';

/** Whether a text names a model. */
export function isMapModel(text: string): text is MapModel {
  return Object.hasOwn(modelFamilies, text);
}

/** Whether a text names a map that can be planned. */
export function isSizedModel(text: string): text is SizedModel {
  return Object.hasOwn(sizedFamilies, text);
}

/** The family of tables that a map has. */
export function familyOf(model: SizedModel): SizedFamily {
  return sizedFamilies[model];
}

/**
 * What may stand where a map runs, for messages: names the models of size alone as such, since other
 * commands know them.
 */
export function mapModelRule(got: unknown): string {
  const one = `one of ${mapModels.join(', ')}`;
  return typeof got === 'string' && isSizedModel(got) && !isMapModel(got)
    ? `${one} (${got} is a model of size alone, for plan, capacity and alerts)`
    : one;
}
