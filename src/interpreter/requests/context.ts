/** What the handlers of requests have at hand. Arguments and results are heap addresses. */
import type { Compiler } from '../compiler.ts'
import { isTypeConstant } from '../infer/lattice.ts'
import { showType, type TypeAlias } from '../types/show.ts'
import type { JType, ModulePath, TypeParam } from '../types/type.ts'
import type { Evaluations } from '../evaluations.ts'
import type { DefinitionHooks } from '../world/define.ts'
import { JuliaError } from '../world/julia-error.ts'
import { resolveBinding } from '../world/modules.ts'
import type { Objects } from '../world/objects.ts'
import { isInstance, isSubtype } from '../types/subtype.ts'

export interface RequestContext {
  readonly objects: Objects
  readonly compiler: Compiler
  readonly hooks: DefinitionHooks
  /** A dynamic call. */
  call(args: readonly number[]): number
  readonly evaluations: Evaluations
  /** What JavaScript throws for a Julia exception. */
  thrown(exception: number): unknown
  /** Code from text and trees (`pipeline.ts`): the numbers of evaluations begun. */
  evalAst(module: string, tree: number): number
  lowerText(module: string, tree: number): string
  macroExpand(module: string, tree: number, recursive: boolean): number
  parseOne(text: string, start: number, greedy: boolean, raise: boolean): { tree: number; next: number }
  parseAll(text: string, file: string): number
  includeText(module: string, text: string, file: string): number
  /** The frames that a stack's text names. */
  backtrace(stack: string): { name: string; file: string; line: number; module: string; isInlined: boolean }[]
}

export type Handler = (r: RequestContext, args: number[], payload: unknown) => number

/** The type that an argument is; TypeError otherwise. */
export function typeArgument(r: RequestContext, at: number, what: string): JType {
  const t = r.objects.typeAt(at)
  if (!t) throw typeError(r, what, r.objects.typeAddress(r.objects.world.types.types.type), at)
  return t
}

/** Julia's TypeError. */
export function typeError(r: RequestContext, what: string, expected: number, got: number): JuliaError {
  return new JuliaError('TypeError', r.objects.symbolAddress(what), '', expected, got)
}

export function moduleArgument(r: RequestContext, at: number): string {
  const path = r.objects.world.modulesByAddress.get(at)
  if (!path) throw typeError(r, 'module', r.objects.wellKnown('Module'), at)
  return path
}

/** Is the object at an address of this type? */
export function isA(o: Objects, at: number, t: JType): boolean {
  const asType = o.typeAt(at)
  return asType ? isInstance(o.world.types, asType, t) : isSubtype(o.world.types, o.typeOf(at), t)
}

const aliasNames = ['ComplexF16', 'ComplexF32', 'ComplexF64', 'BitVector', 'BitMatrix']

/** A type's text as seen from a module (Main unless given): what is not visible there is qualified. */
export function typeText(r: RequestContext, t: TypeParam, module: ModulePath = 'Main'): string {
  const { world } = r.objects
  const aliases: TypeAlias[] = []
  for (const name of aliasNames) {
    const b = resolveBinding(world, 'Base', name)
    if (b?.value && isTypeConstant(b.value)) aliases.push({ name, module: 'Base', type: b.value })
  }
  // The types of closures (`#f#1`) have no binding: they are at home in their module.
  const isVisible = (name: string, home: ModulePath): boolean =>
    name.startsWith('#') ? home === module : resolveBinding(world, module, name)?.module === home
  return showType(world.types, t, { module, isVisible, aliases })
}
