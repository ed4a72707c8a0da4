/**
 * Reads type expressions for the tests: `Tuple{Vector{T},T} where T<:Real`, `Type{Int64}`, `Vector{<:Integer}`.
 *
 * `declareTestTypes` adds the types of `testTypes`, which the oracle's program declares too, to a world.
 */
import { applyType, isProblem } from '../../src/interpreter/types/apply.ts'
import { intValue, symbolTuple, symbolValue } from '../../src/interpreter/types/constants.ts'
import { declareType, setFields, setSuper } from '../../src/interpreter/types/declare.ts'
import { newTypeVar, unionAll } from '../../src/interpreter/types/make.ts'
import { createTypeWorld } from '../../src/interpreter/types/world.ts'
import type { TypeWorld } from '../../src/interpreter/types/world.ts'
import type { DataType, JType, TypeParam, TypeVar } from '../../src/interpreter/types/type.ts'

/** Declarations shared with the oracle, in Julia's syntax. */
export const testTypes = [
  'abstract type Ab{T} end',
  'struct St1{T} <: Ab{T} end',
  'struct St2{T<:Integer,N} <: Ab{Array{T,N}} end',
  'struct Wrap{A<:AbstractArray} <: Ab{A} end',
  'abstract type Animal end',
  'struct Dog <: Animal end',
  'struct Cat <: Animal end',
  'struct Duo{A,B} <: Ab{Tuple{A,B}} end',
  'struct Cpx{T<:Real} <: Number end',
]

export interface Reader {
  world: TypeWorld
  names: Record<string, JType>
  read(text: string): JType
}

/** A world with the test types, and a reader of type expressions over it. */
export function createReader(): Reader {
  const world = createTypeWorld()
  const names: Record<string, JType> = { ...world.core }
  const read = (text: string): JType => readType(world, names, text)
  names.Vector = read('Array{T,1} where T')
  names.Matrix = read('Array{T,2} where T')
  names.AbstractVector = read('AbstractArray{T,1} where T')
  names.AbstractMatrix = read('AbstractArray{T,2} where T')
  for (const text of testTypes) declareTestType(world, names, text)
  return { world, names, read }
}

function declareTestType(world: TypeWorld, names: Record<string, JType>, text: string): void {
  const m = /^(abstract type|struct) (\w+)(?:\{(.*?)\})?(?: <: (.+))? end$/.exec(text)
  if (!m) throw new Error(`not a declaration: ${text}`)
  const form = m[1] === 'struct' ? 'struct' : 'abstract'
  const scope: Record<string, JType> = { ...names }
  const params = (m[3] ? m[3].split(',') : []).map(p => {
    const [name, upper] = p.split('<:')
    const v = newTypeVar(world, name, undefined, upper ? readType(world, scope, upper) : undefined)
    scope[name] = v
    return v
  })
  const declared = declareType(world, { name: m[2], module: 'Main', form, params })
  if (form === 'struct') setFields(declared, { names: [], types: [] })
  const problem = setSuper(world, declared, m[4] ? readType(world, scope, m[4]) : world.types.any)
  if (problem) throw new Error(problem.message)
  names[m[2]] = declared.wrapper as JType
}

type Scope = Record<string, TypeParam>

/** Reads one type expression; `names` gives the meaning of identifiers. */
export function readType(world: TypeWorld, names: Record<string, JType>, text: string): JType {
  const tokens = text.match(/<:|>:|[{}(),:]|"[^"]*"|[A-Za-z_#][\w#!.]*|-?\d+/g) ?? []
  let at = 0
  const peek = (): string => tokens[at] ?? ''
  const expect = (t: string): void => {
    if (tokens[at++] !== t) throw new Error(`expected ${t} at token ${at} of ${text}`)
  }

  const fail = (message: string): never => {
    throw new Error(`${message} in ${text}`)
  }

  function expression(scope: Scope): TypeParam {
    const start = at
    // The variables of a `where` are known only after the body: find them first, then read the body again.
    skipPrimary()
    if (peek() !== 'where') {
      at = start
      return primary(scope)
    }
    const wheres: { from: number }[] = []
    while (peek() === 'where') {
      wheres.push({ from: ++at })
      skipVariables()
    }
    const end = at
    let inner = scope
    const vars: TypeVar[] = []
    for (const w of wheres.reverse()) {
      at = w.from
      const group: TypeVar[] = []
      const braces = peek() === '{'
      if (braces) at++
      do {
        if (peek() === ',') at++
        const v = variable(inner)
        inner = { ...inner, [v.name]: v }
        group.push(v)
      } while (braces && peek() === ',')
      vars.push(...group)
    }
    at = start
    let t = primary(inner) as JType
    for (const v of vars.reverse()) t = unionAll(world, v, t)
    at = end
    return t
  }

  function variable(scope: Scope): TypeVar {
    const first = at
    skipPrimary()
    if (peek() === '<:' && Number.isNaN(Number(tokens[first])) && !/^\w+$/.test(tokens[first + 1] ?? '')) {
      at = first
      // L<:T<:U, or T<:U
      const save = at
      skipPrimary()
      expect('<:')
      skipPrimary()
      const three = peek() === '<:'
      at = save
      if (three) {
        const lower = primary(scope) as JType
        expect('<:')
        const name = tokens[at++]
        expect('<:')
        return newTypeVar(world, name, lower, primary(scope) as JType)
      }
    }
    at = first
    const name = tokens[at++]
    if (peek() === '<:') {
      at++
      return newTypeVar(world, name, undefined, primary(scope) as JType)
    }
    if (peek() === '>:') {
      at++
      return newTypeVar(world, name, primary(scope) as JType)
    }
    return newTypeVar(world, name)
  }

  function skipBraces(): void {
    let depth = 0
    do {
      const t = tokens[at++]
      if (t === undefined) fail('unbalanced')
      if (t === '{' || t === '(') depth++
      if (t === '}' || t === ')') depth--
    } while (depth > 0)
  }

  function skipPrimary(): void {
    if (peek() === '(') skipBraces()
    else {
      if (peek() === ':' || peek() === '<:' || peek() === '>:') at++
      at++
    }
    if (peek() === '{') skipBraces()
  }

  function skipVariables(): void {
    if (peek() === '{') return skipBraces()
    skipPrimary()
    while (peek() === '<:' || peek() === '>:') {
      at++
      skipPrimary()
    }
  }

  function primary(scope: Scope): TypeParam {
    const t = tokens[at++]
    if (t === '(') return parenthesised(scope)
    if (t === ':') return symbolValue(world, tokens[at++])
    if (t === undefined) return fail('unexpected end')
    if (/^-?\d/.test(t)) return intValue(world, Number(t))
    const named = scope[t] ?? names[t] ?? fail(`unknown name ${t}`)
    if (peek() !== '{') return named
    at++
    return application(named as JType, scope)
  }

  function parenthesised(scope: Scope): TypeParam {
    if (peek() === ':' || peek() === ')') {
      const symbols: string[] = []
      while (peek() !== ')') {
        if (peek() === ',') at++
        if (peek() === ')') break
        expect(':')
        symbols.push(tokens[at++])
      }
      at++
      return symbolTuple(world, symbols)
    }
    const inner = expression(scope)
    expect(')')
    return inner
  }

  function application(head: JType, scope: Scope): TypeParam {
    const params: TypeParam[] = []
    const implied: TypeVar[] = []
    while (peek() !== '}') {
      if (peek() === ',') at++
      const sign = peek()
      if (sign === '<:' || sign === '>:') {
        at++
        const bound = expression(scope) as JType
        const v = sign === '<:' ? newTypeVar(world, '_', undefined, bound) : newTypeVar(world, '_', bound)
        implied.push(v)
        params.push(v)
      } else params.push(expression(scope))
    }
    at++
    let made: TypeParam = head
    if (params.length > 0 || head === world.types.unionKind || head === world.types.anyTuple) {
      const t = applyType(world, head, params)
      if (isProblem(t)) return fail(t.message)
      made = t
    }
    for (const v of implied.reverse()) made = unionAll(world, v, made as JType)
    return made
  }

  const t = expression({})
  if (at !== tokens.length) fail(`stopped at ${tokens[at]}`)
  return t as JType
}

export type { DataType }
