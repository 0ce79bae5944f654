import type { SourceFile } from '../source/source-file.ts';
import type { SyntaxNode } from '../syntax/syntax-node.ts';
import type { TypeRef } from '../types/go-type-ref.ts';
import { type Place, sliceOf } from '../types/type-of.ts';
import type { Held } from './locks.ts';
import type { MapSite } from './map-site.ts';

/** What the walk of a function asks its package. */
export interface WalkContext {
  readonly file: SourceFile;
  readonly function: string;
  readonly isSetup: boolean;
  readonly isCallerLocked: boolean;
  /** The site that an expression is, if it is one. */
  readonly siteOf: (node: SyntaxNode, place: Place) => MapSite | null;
  /** Declares a local variable; its site, if it is a map. */
  readonly declareLocal: (
    name: SyntaxNode,
    type: TypeRef | null,
    place: Place,
    isFresh?: boolean,
  ) => MapSite | null;
  /** A call of what may be a function of the package. */
  readonly onCall: (callee: SyntaxNode, moment: Moment, place: Place) => void;
  /** A name that is handed on and not called. */
  readonly onReference: (name: string) => void;
  /** A block that was walked, with all names that it declares. */
  readonly onBlock: (statements: readonly SyntaxNode[], place: Place) => void;
}

/** How the id of a goroutine ends that is started again and again. */
export const inLoop = ' in a loop';

/** What holds at a point of a function. */
export interface Moment {
  readonly held: Held;
  readonly loops: number;
  readonly isInGoroutine: boolean;
  readonly goroutine: string;
}

/** Parameters and named results of a function, and its receiver. */
export function declareParameters(node: SyntaxNode, place: Place): void {
  for (const list of [node.at('receiver'), node.at('parameters'), node.at('result')])
    for (const parameter of list?.kind === 'parameter_list' ? list.children : []) {
      const type = parameter.at('type');
      if (type === null) continue;
      const ref = { node: type, home: place.home };
      const given = parameter.kind.startsWith('variadic') ? sliceOf(ref) : ref;
      for (const { text } of parameter.allAt('name')) place.scope.declare(text, { type: given });
    }
}
