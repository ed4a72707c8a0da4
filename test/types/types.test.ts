// The lattice by example: construction, matching, widening, display.
import { deserialize, serialize } from 'node:v8'
import { describe, expect, it } from 'vitest'
import { applyType, isProblem, unionType } from '../../src/interpreter/types/apply.ts'
import { bitsValue, intValue, singletonInstance, symbolTuple, typeOfValue } from '../../src/interpreter/types/constants.ts'
import { declareFunctionType, declareType, setFields, setSuper } from '../../src/interpreter/types/declare.ts'
import { limitTypeSize, mergeTypes, typeDepth } from '../../src/interpreter/types/join.ts'
import { fieldTypes, isBits, newTypeVar, supertype, unionAll, unwrapUnionAll, whereVariables } from '../../src/interpreter/types/make.ts'
import { showArguments, showType } from '../../src/interpreter/types/show.ts'
import { isAmbiguous, moreSpecific } from '../../src/interpreter/types/specificity.ts'
import { isInstance, isSubtype, matchSignature } from '../../src/interpreter/types/subtype.ts'
import { verifyTypes } from '../../src/interpreter/types/verify.ts'
import { createTypeWorld } from '../../src/interpreter/types/world.ts'
import type { DataType, JType } from '../../src/interpreter/types/type.ts'
import { createReader } from './reader.ts'

const { world, read, names } = createReader()
const { int64, nothing } = world.types
const show = (t: JType | string): string => showType(world, typeof t === 'string' ? read(t) : t)

describe('construction', () => {
  it('interns closed types', () => {
    expect(read('Vector{Int64}')).toBe(read('Array{Int64,1}'))
    expect(read('Union{Int64,Nothing}')).toBe(read('Union{Nothing,Int64}'))
    expect(read('Vector{Vector{T} where T}')).toBe(read('Vector{Vector{S} where S}'))
    expect(read('Vector{T} where T')).toBe(read('Vector'))
  })

  it('simplifies', () => {
    expect(show('Union{Int64,Integer}')).toBe('Integer')
    expect(show('Union{Vector{Int64},Vector}')).toBe('Vector')
    expect(show('Union{Int64,Union{Bool,Union{}}}')).toBe('Union{Bool, Int64}')
    expect(show('Tuple{Vararg{Int64,3}}')).toBe('Tuple{Int64, Int64, Int64}')
    const t = newTypeVar(world, 'T', undefined, read('Real'))
    expect(unionAll(world, t, int64)).toBe(int64)
    expect(unionAll(world, t, t)).toBe(read('Real'))
  })

  it('checks bounds and counts', () => {
    const problem = (head: JType, ...params: JType[]): string => {
      const made = applyType(world, head, params)
      return isProblem(made) ? `${made.error}: ${made.message}` : showType(world, made)
    }
    expect(problem(names.Cpx, read('String'))).toBe('TypeError: in Cpx, in T, expected T<:Real, got Type{String}')
    expect(problem(names.Cpx, int64)).toBe('Cpx{Int64}')
    expect(problem(names.Array, int64)).toBe('Array{Int64}')
    expect(problem(int64, int64)).toBe('TypeError: in Type{...} expression, expected UnionAll, got Type{Int64}')
    expect(problem(world.core.Vararg, int64, int64)).toBe('TypeError: in Vararg, in count, expected Int64, got Type{Int64}')
  })

  it('declares recursive types in steps', () => {
    const w = createTypeWorld()
    const t = newTypeVar(w, 'T')
    const node = declareType(w, { name: 'Node', module: 'Main', form: 'struct', params: [t], mutable: true })
    const own = unwrapUnionAll(node.wrapper as JType) as DataType
    expect(setSuper(w, node, w.types.any)).toBeNull()
    setFields(node, { names: ['value', 'next'], types: [t, unionType(w, [w.types.nothing, own])], minInitialized: 1 })
    const concrete = applyType(w, node.wrapper as JType, [w.types.int64]) as DataType
    expect(fieldTypes(w, concrete).map(f => showType(w, f))).toEqual(['Int64', 'Union{Nothing, Node{Int64}}'])
    expect(setSuper(w, node, w.types.int64)?.message).toBe('invalid subtyping in definition of Node')
    expect(verifyTypes(w)).toEqual([])
  })

  it('knows layouts and singletons', () => {
    const sin = declareFunctionType(world, 'Base', 'sin').wrapper as DataType
    expect(singletonInstance(world, sin)).toBe(singletonInstance(world, sin))
    expect(isBits(world, read('Tuple{Int64,Float64}'))).toBe(true)
    expect(isBits(world, read('Tuple{Int64,Vector{Int64}}'))).toBe(false)
    expect(show(supertype(world, read('Vector{Int64}') as DataType))).toBe('DenseVector{Int64}')
    expect(typeOfValue(world, symbolTuple(world, ['a'])) === read('Tuple{Symbol}')).toBe(true)
    expect(typeOfValue(world, read('Vector'))).toBe(world.types.unionAllKind)
    expect(isInstance(world, read('Vector'), read('Type{Vector}'))).toBe(true)
    expect(isInstance(world, int64, read('Type{<:Real}'))).toBe(true)
  })

  it('survives a structured clone', () => {
    const copy = deserialize(serialize(world)) as typeof world
    const a = applyType(copy, copy.core.Array, [copy.types.int64, intValue(copy, 1)])
    const abstract = applyType(copy, copy.core.AbstractArray, [copy.types.int64])
    expect(isSubtype(copy, a as JType, abstract as JType)).toBe(true)
    expect(verifyTypes(copy)).toEqual([])
  })
})

describe('subtyping', () => {
  const table: [string, string, boolean][] = [
    ['Vector{Int64}', 'Vector{Real}', false],
    ['Vector{Int64}', 'Vector{<:Real}', true],
    ['Tuple{Int64,Int64}', 'Tuple{T,T} where T', true],
    ['Tuple{Int64,Bool}', 'Tuple{T,T} where T', false],
    ['Tuple{Vector{Int64},Int64}', 'Tuple{Vector{T},T} where T', true],
    ['Vector{Vector{T} where T}', 'Vector{Vector{S}} where S', false],
    ['Tuple{Vector{T} where T}', 'Tuple{Vector{S}} where S', true],
    ['Tuple{Int64,Int64}', 'Tuple{Vararg{Int64,N}} where N', true],
    ['Union{Vector{Int64},Vector{Bool}}', 'Vector{T} where T<:Integer', true],
    ['Type{Int64}', 'DataType', true],
    ['Type{Vector}', 'DataType', false],
    ['DataType', 'Type', true],
    ['Type{T} where T<:Integer', 'Type{T} where T<:Real', true],
    ['NamedTuple{(:a,),Tuple{Int64}}', 'NamedTuple{(:a,),<:Tuple{Real}}', true],
    ['Tuple{Vararg{Any}}', 'Tuple{Vararg{T}} where T', false],
    ['Union{}', 'Int64', true],
  ]
  it.each(table)('%s <: %s is %s', (a, b, want) => {
    expect(isSubtype(world, read(a), read(b))).toBe(want)
  })
})

describe('matching a signature', () => {
  const match = (args: string, sig: string): string => {
    const t = read(sig)
    const found = matchSignature(world, read(args), t, whereVariables(t))
    if (!found) return 'no'
    const text = (p: (typeof found.sparams)[number]): string =>
      p === null ? 'unbound' : p.kind === 'typevar' ? `<:${show(p.upper)}` : showType(world, p)
    return found.sparams.map(text).join(' ')
  }
  const table: [string, string, string][] = [
    ['Tuple{Vector{Int64},Int64}', 'Tuple{Vector{T},T} where T', 'Int64'],
    ['Tuple{Matrix{Bool}}', 'Tuple{AbstractArray{T,N}} where {T,N}', 'Bool 2'],
    ['Tuple{Int64,Int64,Int64}', 'Tuple{Vararg{T,N}} where {T,N}', 'Int64 3'],
    ['Tuple{}', 'Tuple{Vararg{T,N}} where {T,N}', 'unbound 0'],
    ['Tuple{Type{Int64}}', 'Tuple{Type{T}} where T', 'Int64'],
    ['Tuple{Type{Int64}}', 'Tuple{T} where T', 'DataType'],
    ['Tuple{Vector}', 'Tuple{Vector{T}} where T', '<:Any'],
    ['Tuple{Real}', 'Tuple{T} where T', '<:Real'],
    ['Tuple{Union{Vector{Int64},Vector{Bool}}}', 'Tuple{Vector{T}} where T', '<:Union{Bool, Int64}'],
    ['Tuple{Vector{Real},Int64}', 'Tuple{Vector{T},T} where T', 'Real'],
    ['Tuple{Vector{Int64},Float64}', 'Tuple{Vector{T},T} where T', 'no'],
    ['Tuple{Int64,Int64}', 'Tuple{Int64}', 'no'],
    ['Tuple{Int64}', 'Tuple{Integer}', ''],
  ]
  it.each(table)('%s with %s: %s', (args, sig, want) => {
    expect(match(args, sig)).toBe(want)
  })
})

describe('specificity', () => {
  const table: [string, string][] = [
    ['Tuple{Int64}', 'Tuple{Integer}'],
    ['Tuple{T,T} where T', 'Tuple{Any,Any}'],
    ['Tuple{Int64,Any}', 'Tuple{Integer,Any}'],
    ['Tuple{Int64}', 'Tuple{Vararg{Int64}}'],
    ['Tuple{Int64,Vararg{Int64}}', 'Tuple{Vararg{Int64}}'],
    ['Tuple{Vector{T},T} where T', 'Tuple{AbstractVector,Any}'],
    ['Tuple{Type{Int64}}', 'Tuple{DataType}'],
    ['Tuple{String,Ref{Ref{T}}} where T', 'Tuple{T,Ref{Ref{T}}} where T'],
  ]
  it.each(table)('%s goes before %s', (a, b) => {
    expect(moreSpecific(world, read(a), read(b))).toBe(true)
    expect(moreSpecific(world, read(b), read(a))).toBe(false)
  })

  it('finds ambiguities', () => {
    expect(isAmbiguous(world, read('Tuple{Int64,Any}'), read('Tuple{Any,Int64}'))).toBe(true)
    expect(isAmbiguous(world, read('Tuple{Int64,Any}'), read('Tuple{Bool,Int64}'))).toBe(false)
    expect(isAmbiguous(world, read('Tuple{Int64}'), read('Tuple{Integer}'))).toBe(false)
  })
})

describe('widening', () => {
  it('keeps small unions and gives up on large ones', () => {
    expect(show(mergeTypes(world, int64, nothing))).toBe('Union{Nothing, Int64}')
    expect(show(mergeTypes(world, read('Union{Int64,Bool,Nothing,String}'), read('Float64')))).toBe('Any')
    expect(show(mergeTypes(world, read('Union{Int8,Int16,Int32,Int64}'), read('UInt8')))).toBe('Integer')
    expect(show(mergeTypes(world, int64, read('Integer')))).toBe('Integer')
  })

  it('bounds what grows', () => {
    let t: JType = int64
    let prev: JType = int64
    for (let i = 0; i < 50; i++) {
      prev = t
      t = limitTypeSize(world, applyType(world, names.Vector, [t]) as JType, prev, 3)
      expect(isSubtype(world, applyType(world, names.Vector, [prev]) as JType, t)).toBe(true)
      expect(typeDepth(t)).toBeLessThanOrEqual(3)
    }
    const long = `Tuple{${Array(40).fill('Int64').join()}}`
    expect(show(limitTypeSize(world, read(long), int64, 3))).toMatch(/Vararg\{Int64\}\}$/)
  })
})

describe('display', () => {
  const same = [
    'Vector{Int64}',
    'Matrix',
    'Vector',
    'Array{Int64, 3}',
    'Array{T, 3} where T',
    'Vector{<:Real}',
    'Array{<:Real, 3}',
    'Tuple',
    'Tuple{}',
    'Tuple{Int64, Vararg{Any}}',
    'Union{Nothing, Int64}',
    'Type{Int64}',
    'Type{<:Real}',
    'Type',
    'Tuple{T, Vector{T}} where T<:Real',
    'Tuple{T, S} where {S<:Real, T<:S}',
    'Duo{Int64}',
    'Vector{Vector}',
    'Vector{Array{T, 3} where T}',
    'Union{}',
    'Array{Int64}',
    'Vector{>:Int64}',
    'Ref{Union{Nothing, Int64}}',
  ]
  it.each(same)('%s', text => {
    expect(show(text)).toBe(text)
  })

  const table: [string, string][] = [
    ['Tuple{Int64,Int64,Int64,Int64}', 'NTuple{4, Int64}'],
    ['Tuple{String,Int64,Int64,Int64,Int64}', 'Tuple{String, Vararg{Int64, 4}}'],
    ['Tuple{Vararg{Int64,N}} where N', 'NTuple{N, Int64} where N'],
    ['NamedTuple{(:a,:b),Tuple{Int64,String}}', '@NamedTuple{a::Int64, b::String}'],
    ['NamedTuple{(:a,)}', 'NamedTuple{(:a,)}'],
    ['Union{Vector{Int64},Matrix{Int64}}', 'VecOrMat{Int64}'],
    ['Vector{Vector{T} where T}', 'Vector{Vector}'],
    ['Cpx{T} where T', 'Cpx{T} where T'],
  ]
  it.each(table)('%s as %s', (text, want) => {
    expect(show(text)).toBe(want)
  })

  it('names functions and other modules', () => {
    const f = declareFunctionType(world, 'Main', 'f').wrapper as DataType
    const closure = declareFunctionType(world, 'Main', '', '#f#1').wrapper as DataType
    const foreign = declareType(world, { name: 'Foo', module: 'Main.Geometry', form: 'struct' }).wrapper as DataType
    expect(show(f)).toBe('typeof(f)')
    expect(show(closure)).toBe('var"#f#1"')
    expect(show(foreign)).toBe('Main.Geometry.Foo')
    expect(showType(world, foreign, { module: 'Main.Geometry' })).toBe('Foo')
    expect(showArguments(world, [int64, read('Vector{Int64}')])).toBe('::Int64, ::Vector{Int64}')
    expect(showType(world, bitsValue(world, world.core.UInt8 as DataType, 5n))).toBe('0x05')
    const complex = { name: 'CpxF64', module: 'Base', type: read('Cpx{Float64}') }
    expect(showType(world, read('Vector{Cpx{Float64}}'), { aliases: [complex] })).toBe('Vector{CpxF64}')
  })
})
