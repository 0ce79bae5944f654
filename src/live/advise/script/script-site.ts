import type { SourceFile } from '../source/source-file.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';

/** What is done to a collection somewhere. `bound`: its size is asked for; `escape`: it is handed on. */
export type ScriptUseKind =
  'write' | 'read' | 'delete' | 'range' | 'bound' | 'replace' | 'escape' | 'export';

/** One thing that is done to a collection. */
export interface ScriptUse {
  readonly kind: ScriptUseKind;
  readonly line: number;
  /** The functions around it, outermost first; none while the module is loaded. */
  readonly functions: readonly ScriptFunction[];
  /** Of a write. */
  readonly key: SyntaxNode | null;
  readonly value: SyntaxNode | null;
}

/** A function of the module. */
export interface ScriptFunction {
  /** `''` of one without a name. */
  readonly name: string;
  readonly parameters: readonly string[];
  readonly text: string;
}

/** A collection that lives as long as its module: a variable of it, or a static field of a class. */
export interface ScriptSite {
  readonly file: SourceFile;
  readonly line: number;
  readonly name: string;
  /** The class of a static field; `''` of a variable. */
  readonly owner: string;
  readonly kind: 'global' | 'field';
  readonly collection: 'Map' | 'Set' | 'object';
  /** As it is written: `Map<string, User>`. */
  readonly type: string;
  /** The type of its keys, where one is written. */
  readonly keyType: string | null;
  readonly uses: ScriptUse[];
}

/** A call of a function of the module by its name. */
export interface ScriptCall {
  /** Whether it is made while the module is loaded. */
  readonly isAtLoad: boolean;
  readonly parameters: readonly SyntaxNode[];
}

/** What was found in a module. */
export interface ScriptModule {
  readonly sites: readonly ScriptSite[];
  /** Calls of functions by name; `null` of those that are exported or handed on. */
  readonly calls: ReadonlyMap<string, readonly ScriptCall[] | null>;
  /** Variables of the module that are declared with a constant. */
  readonly constants: ReadonlySet<string>;
  /** Names of types of the module that have a few values only. */
  readonly closedTypes: ReadonlySet<string>;
}
