import { type Fill, fillsIn } from '../hint/find-fill.ts';
import { commentBefore } from '../comments/comment-target.ts';
import type { SourceFile } from '../source/source-file.ts';
import type { GoParser } from '../syntax/go-parser.ts';
import { expressionsOf, statementsOf, type SyntaxNode, unwrapped } from '../syntax/syntax-node.ts';
import { type Declarations, importsOf } from '../types/declarations.ts';
import type { TypeRef } from '../types/go-type-ref.ts';
import { type GoTypes, hasMapIn } from '../types/go-types.ts';
import { type Binding, Scope } from '../types/scope.ts';
import { structField } from '../types/struct-field.ts';
import { type Place, typeOf } from '../types/type-of.ts';
import type { Workspace } from '../types/workspace.ts';
import { calleeOf } from './callee.ts';
import { Callers } from './callers.ts';
import { FunctionWalk } from './function-walk.ts';
import { siteTypeOf } from './site-type.ts';
import { declareParameters, type WalkContext } from './walk-context.ts';
import { lockBeside, lockOfGlobal } from './lock-beside.ts';
import { saysCallerLocks } from './locks.ts';
import { creationOf, type MapSite } from './map-site.ts';
import type { OpenFile } from './open-file.ts';
import { mapVariables } from './map-variables.ts';
import { mapFunctions, type MapNames, namedMaps, touches } from './mentions.ts';

/** The maps of a package, and the loops that fill local ones. */
export interface PackageSites {
  readonly sites: readonly MapSite[];
  readonly fills: ReadonlyMap<MapSite, Fill>;
}

interface PackageSource {
  readonly path: string;
  readonly files: readonly SourceFile[];
  readonly declarations: Declarations;
  readonly types: GoTypes | null;
}

/** Finds the maps of one package and everything that its functions do to them. */
export class PackageReader {
  readonly #parser: GoParser;
  readonly #workspace: Workspace;
  readonly #source: PackageSource;
  readonly #globals = new Map<string, MapSite>();
  readonly #fields = new Map<string, MapSite>();
  /** By file and position, which the compiler's types name. */
  readonly #fieldsAt = new Map<string, MapSite>();
  readonly #fieldNames = new Map<string, MapSite | null>();
  readonly #locals: MapSite[] = [];
  readonly #bound = new WeakMap<Binding, MapSite>();
  readonly #fills = new Map<MapSite, Fill>();
  readonly #callers = new Callers();
  readonly #followsCalls: boolean;

  /** @param followsCalls whether every function is walked, to know which locks callers hold */
  constructor(parser: GoParser, workspace: Workspace, source: PackageSource, followsCalls = false) {
    this.#followsCalls = followsCalls;
    this.#parser = parser;
    this.#workspace = workspace;
    this.#source = source;
  }

  /** @param onPartial called for each file that could be read in part only */
  read(onPartial: (file: SourceFile) => void): PackageSites {
    const { files, path: packagePath, declarations } = this.#source;
    const open: OpenFile[] = [];
    try {
      for (const file of files) {
        const parsed = this.#parser.parse(file.source);
        const home = { packagePath, declarations, imports: importsOf(file.source) };
        const opened = { file, parsed, home, types: this.#source.types?.of(file.fullPath) ?? null };
        open.push(opened);
        this.#declare(opened);
        // What could not be read whole cannot be read piece by piece either.
        if (!parsed.isPartial) parsed.free();
      }
      const types = namedMaps(packagePath, declarations, this.#workspace);
      const names = {
        words: new Set(['map', ...this.#globals.keys(), ...types]),
        fields: new Set(this.#fieldNames.keys()),
        functions: new Set(mapFunctions(declarations, types)),
      };
      for (const one of open) this.#walkFile(one, names);
      for (const { file, parsed } of open) if (parsed.isPartial) onPartial(file);
    } finally {
      for (const { parsed } of open) parsed.free();
    }
    const sites = [...this.#globals.values(), ...this.#fields.values(), ...this.#locals];
    if (this.#followsCalls) this.#callers.inherit(sites);
    return { sites, fills: this.#fills };
  }

  #place({ home, types }: Pick<OpenFile, 'home' | 'types'>): Place {
    return { scope: new Scope(), home, workspace: this.#workspace, types };
  }

  #declare(open: OpenFile): void {
    const { file, parsed } = open;
    for (const top of parsed.tops) {
      if (top.kind === 'type_declaration') {
        const text = file.source.slice(top.start, top.end);
        if (text.includes('struct')) this.#declareFields(parsed.nodeOf(top), open);
      } else if (
        top.kind === 'var_declaration' &&
        mapVariables(parsed.outlineOf(top), this.#place(open)).length > 0
      )
        this.#declareGlobals(parsed.nodeOf(top), open);
    }
  }

  #declareFields(declaration: SyntaxNode, open: OpenFile): void {
    const { file, home } = open;
    const place = this.#place(open);
    for (const spec of declaration.children) {
      const owner = spec.at('name')?.text ?? '';
      const fields = spec.at('type')?.ofKind('field_declaration_list')?.children ?? [];
      for (const field of fields) {
        const node = field.at('type');
        if (node === null) continue;
        for (const name of field.allAt('name')) {
          const lock = () => lockBeside(fields, name.text);
          const about = { file, owner, kind: 'field', lock } as const;
          const site = this.#make(name, { node, home }, place, about)?.site;
          if (site === undefined) continue;
          this.#fieldsAt.set(`${file.fullPath}:${name.start}`, site);
          this.#fields.set(`${home.packagePath}.${owner}.${name.text}`, site);
          // A name that two structs have says nothing where the type is not seen.
          this.#fieldNames.set(name.text, this.#fieldNames.has(name.text) ? null : site);
        }
      }
    }
  }

  #declareGlobals(declaration: SyntaxNode, open: OpenFile): void {
    const place = this.#place(open);
    const { file } = open;
    for (const { name, type, value } of mapVariables(declaration, place)) {
      const lock = () => lockOfGlobal(name.text, this.#source.declarations);
      const about = { file, owner: '', kind: 'global', lock } as const;
      const site = this.#make(name, type, place, about)?.site;
      if (site === undefined) continue;
      this.#globals.set(name.text, site);
      site.uses.push(creationOf(site, value, place));
    }
  }

  #make(
    name: SyntaxNode,
    type: TypeRef | null,
    place: Place,
    about: Pick<MapSite, 'file' | 'owner' | 'kind'> & { readonly lock: () => MapSite['lock'] },
  ): { readonly site: MapSite; readonly ref: TypeRef } | null {
    const found = name.text === '_' ? null : siteTypeOf(name, type, place, this.#parser);
    if (found === null) return null;
    const { file, owner, kind, lock } = about;
    const { ref, ...mapType } = found;
    const line = file.lineAt(name.start);
    const site = { file, line, name: name.text, kind, owner, lock: lock(), uses: [] };
    return { site: { ...site, ...mapType }, ref };
  }

  #walkFile(open: OpenFile, names: MapNames): void {
    const { file, parsed, types } = open;
    for (const top of parsed.tops) {
      const isTyped = types !== null && hasMapIn(types, top);
      const text = file.source.slice(top.start, top.end);
      if (top.kind === 'var_declaration') {
        if (text.includes('func') || text.includes('map[') || isTyped || touches(text, names))
          this.#walkVariables(parsed.nodeOf(top), open);
      } else if (
        /^(?:function|method)_declaration$/.test(top.kind) &&
        (this.#followsCalls || isTyped || touches(text, names))
      )
        this.#walkFunction(parsed.nodeOf(top), open);
    }
  }

  #walkVariables(declaration: SyntaxNode, open: OpenFile): void {
    const { file } = open;
    const walk = new FunctionWalk(
      this.#context({ file, function: '', isSetup: true, isCallerLocked: false }),
      this.#place(open),
    );
    declaration.walk((spec) => {
      if (spec.kind !== 'var_spec') return true;
      for (const value of expressionsOf(spec.at('value'))) walk.expression(value);
      return false;
    });
  }

  #walkFunction(node: SyntaxNode, open: OpenFile): void {
    const { file } = open;
    const name = node.at('name')?.text ?? '';
    const receiver = node.at('receiver')?.children[0]?.at('type')?.text;
    const isSetup = receiver === undefined && /^(?:New|new|Open|Make|make|init$|main$)/.test(name);
    const called = receiver === undefined ? name : `${receiver.replace(/^\*/, '')}.${name}`;
    this.#callers.declare(called);
    const context = this.#context({
      file,
      function: called,
      isSetup,
      isCallerLocked: saysCallerLocks(name, commentBefore(file, node.start)),
    });
    const place = this.#place(open);
    declareParameters(node, place);
    new FunctionWalk(context, place).block(statementsOf(node.at('body')));
  }

  #context(
    about: Pick<WalkContext, 'file' | 'function' | 'isSetup' | 'isCallerLocked'>,
  ): WalkContext {
    return {
      ...about,
      siteOf: (node, place) => this.#siteOf(node, place),
      onCall: (callee, moment, place) => {
        if (!this.#followsCalls) return;
        const called = calleeOf(callee, [...moment.held.values()], place);
        if (called !== null) this.#callers.add({ ...about, ...moment, ...called });
      },
      onReference: (name) => {
        this.#callers.handOn(name);
      },
      declareLocal: (name, type, place, isFresh = false) => {
        const { file, function: owner } = about;
        const local = { file, owner, kind: 'local', lock: () => null } as const;
        const found = this.#make(name, type, place, local);
        const site = found?.site ?? null;
        const binding = { type: found?.ref ?? type, isFresh };
        place.scope.declare(name.text, binding);
        if (site !== null) {
          this.#locals.push(site);
          this.#bound.set(binding, site);
        }
        return site;
      },
      onBlock: (statements, place) => {
        for (const fill of fillsIn(statements, place)) {
          const site = this.#siteOf(fill.creation.name, place);
          if (site?.kind === 'local' && !this.#fills.has(site)) this.#fills.set(site, fill);
        }
      },
    };
  }

  #siteOf(node: SyntaxNode, place: Place): MapSite | null {
    if (node.kind === 'identifier') {
      const binding = place.scope.find(node.text);
      const sites = binding === null ? this.#globals.get(node.text) : this.#bound.get(binding);
      return sites ?? null;
    }
    if (node.kind === 'keyed_element') return this.#initialised(node, place);
    const [operand, field] = [node.at('operand'), node.at('field')];
    if (node.kind !== 'selector_expression' || operand === null || field === null) return null;
    const declared = place.types?.fields.get(node.end);
    if (declared !== undefined) return this.#fieldsAt.get(declared) ?? null;
    const byName = this.#fieldNames.get(field.text);
    if (byName === undefined) return null;
    const value = typeOf(unwrapped(operand), place);
    if (value === null) return byName;
    const found = structField(value, field.text, this.#workspace);
    return found === null ? null : (this.#fields.get(found.id) ?? null);
  }

  /** The field that `name: value` in a literal of a struct sets. */
  #initialised(node: SyntaxNode, place: Place): MapSite | null {
    const name = node.children[0]?.text ?? '';
    const declared = place.types?.fields.get(node.children[0]?.end ?? 0);
    if (declared !== undefined) return this.#fieldsAt.get(declared) ?? null;
    const literal = node.parent?.parent;
    if (!this.#fieldNames.has(name) || literal?.kind !== 'composite_literal') return null;
    const value = typeOf(literal, place);
    const found = value === null ? null : structField(value, name, this.#workspace);
    return found === null ? null : (this.#fields.get(found.id) ?? null);
  }
}
