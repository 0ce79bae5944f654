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

/** Which map the reference is: classic Go (1.19 to 1.23), Swiss Go (1.24 to 1.27) or V8's `Map`. */
export type MapModel = keyof typeof modelFamilies;

/** What kind of tables a map has: it decides how they grow and what its figures are called. */
export type MapFamily = (typeof modelFamilies)[MapModel];

/** Every map model. */
export const mapModels: readonly MapModel[] = Object.keys(modelFamilies).filter(isMapModel);

/** The map that is meant wherever none is named: by commands, scenarios and in code. */
export const defaultMapModel: MapModel = 'go1.22';

/** Whether a text names a model. */
export function isMapModel(text: string): text is MapModel {
  return Object.hasOwn(modelFamilies, text);
}
