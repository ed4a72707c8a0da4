/**
 * Type definitions: `struct`, `mutable struct`, `abstract type`, `primitive type`, and `new` in inner constructors.
 *
 * Enters: heads `struct`, `abstract`, `primitive`. Leaves: `toplevel` operations that make, complete and bind the type,
 * then the constructors as methods. A struct without constructors of its own gets Julia's default ones: an exact and a
 * converting one, for parametric types `A{T}(…)` and, if the fields determine the parameters, `A(…)`.
 * Mirrors the manual's "Composite types" and "Constructors".
 */
import { type Ast, type Expr, expr, isExpr, symbol } from '../../parser/expr.ts'
import { typeVariable, typeVariableBounds } from './calls.ts'
import type { Desugar, NewInfo } from './context.ts'
import { base, block, type Core, call, core, int, name, nothing, tmp, when } from './core.ts'
import type { TopLevelOp } from './ir.ts'
import { mentions } from './signature.ts'

interface Field {
  readonly name: string
  readonly type: Ast | null
  readonly isConst: boolean
  readonly isAtomic: boolean
}

interface TypeHead {
  readonly name: string
  readonly parameters: Ast[]
  readonly names: string[]
  readonly superType: Ast | null
}

// A, A{T}, A{T} <: B
function readHead(cx: Desugar, ast: Ast): TypeHead {
  if (isExpr(ast, '<:')) return { ...readHead(cx, ast.args[0]!), superType: ast.args[1]! }
  if (isExpr(ast, 'curly')) {
    const inner = readHead(cx, ast.args[0]!)
    const parameters = ast.args.slice(1)
    return { ...inner, parameters, names: parameters.map(p => typeVariableBounds(cx, p).name) }
  }
  if (ast.kind === 'symbol' || ast.kind === 'globalref') return { name: ast.name, parameters: [], names: [], superType: null }
  return cx.fail('invalid type signature', ast)
}

/** Makes the type within a scope of its parameters; `complete` gives the steps between super type and binding. */
function defineType(cx: Desugar, head: TypeHead, op: TopLevelOp, complete: (type: () => Core) => Core[]): Core {
  return cx.scope('where', () => {
    const variables = head.parameters.map(p => {
      const variable = typeVariable(cx, p)
      return cx.declare(variable.name, { k: 'typevar', ...variable })
    })
    const type = (): Core => name(head.name)
    const made = cx.declare(head.name, { k: 'toplevel', op, args: head.names.map(n => name(n)) })
    const superType = head.superType ? cx.expr(head.superType) : core('Any')
    return block(...variables, made, { k: 'toplevel', op: { op: 'setsuper' }, args: [type(), superType] }, ...complete(type), nothing)
  })
}

// abstract type A{T} <: B end
export function desugarAbstract(cx: Desugar, e: Expr): Core {
  const head = readHead(cx, e.args[0]!)
  const op: TopLevelOp = { op: 'abstracttype', module: cx.module, name: head.name }
  return defineType(cx, head, op, type => [bindType(cx, head, type())])
}

// primitive type A <: B 32 end
export function desugarPrimitive(cx: Desugar, e: Expr): Core {
  const head = readHead(cx, e.args[0]!)
  const size = e.args[1]
  const bits = size?.kind === 'int' ? Number(size.value) : cx.fail('invalid number of bits in primitive type', e)
  if (bits <= 0 || bits % 8 !== 0) cx.fail(`invalid number of bits in primitive type ${head.name}`, e)
  const op: TopLevelOp = { op: 'primitivetype', module: cx.module, name: head.name, bits }
  return defineType(cx, head, op, type => [bindType(cx, head, type())])
}

function bindType(cx: Desugar, head: TypeHead, type: Core): Core {
  return { k: 'toplevel', op: { op: 'bindtype', module: cx.module, name: head.name }, args: [type] }
}

// struct A{T} <: B; x::T; A(x) = new{…}(x) end
export function desugarStruct(cx: Desugar, e: Expr): Core {
  const [mutable, signature, body] = e.args as [Ast, Ast, Expr]
  const isMutable = mutable.kind === 'bool' && mutable.value
  const head = readHead(cx, signature)
  const { fields, constructors } = readBody(cx, body)
  checkFields(cx, head, fields)
  const op: TopLevelOp = {
    op: 'structtype',
    module: cx.module,
    name: head.name,
    fields: fields.map(f => f.name),
    isMutable,
    constFields: fields.map(f => f.isConst),
    atomicFields: fields.map(f => f.isAtomic),
    minInitialized: leastInitialized(fields.length, constructors),
  }
  const definition = defineType(cx, head, op, type => {
    const types = fields.map(f => (f.type ? cx.expr(f.type) : core('Any')))
    const done: Core = { k: 'toplevel', op: { op: 'settypebody' }, args: [type(), ...types] }
    return [bindType(cx, head, done)]
  })
  return block(definition, defineConstructors(cx, head, fields, constructors), nothing)
}

function readBody(cx: Desugar, body: Expr): { fields: Field[]; constructors: Ast[] } {
  const fields: Field[] = []
  const constructors: Ast[] = []
  const read = (ast: Ast): void => {
    const field = readField(ast)
    if (field) fields.push(field)
    else if (isExpr(ast, 'block')) ast.args.forEach(read)
    else if (ast.kind === 'string' || ast.kind === 'nothing' || ast.kind === 'line' || isExpr(ast, 'string')) {
      // a docstring, or a line number for the constructor after it
      if (ast.kind === 'line') constructors.push(ast)
    } else if (isExpr(ast, '=') && !isDefinition(ast)) cx.fail(`"${fieldText(ast)}" inside type definition is reserved`, ast)
    else constructors.push(ast)
  }
  body.args.forEach(read)
  return { fields, constructors }
}

function isDefinition(e: Expr): boolean {
  return isExpr(e.args[0]!)
}

function fieldText(e: Expr): string {
  const [left] = e.args
  return left?.kind === 'symbol' ? `${left.name} = …` : '='
}

function readField(ast: Ast): Field | null {
  if (ast.kind === 'symbol') return { name: ast.name, type: null, isConst: false, isAtomic: false }
  if (!isExpr(ast)) return null
  // x::T
  if (ast.head === '::' && ast.args.length === 2) {
    const inner = readField(ast.args[0]!)
    return inner && { ...inner, type: ast.args[1]! }
  }
  if (ast.head === 'const' && ast.args.length === 1) {
    const inner = readField(ast.args[0]!)
    return inner && { ...inner, isConst: true }
  }
  if (ast.head === 'atomic') {
    const inner = readField(ast.args[0]!)
    return inner && { ...inner, isAtomic: true }
  }
  return null
}

function checkFields(cx: Desugar, head: TypeHead, fields: Field[]): void {
  const seen = new Set<string>()
  for (const f of fields) {
    if (seen.has(f.name)) cx.fail(`duplicate field name: "${f.name}" is not unique`)
    if (head.names.includes(f.name)) cx.fail(`field name "${f.name}" cannot be the same as a type parameter`)
    seen.add(f.name)
  }
}

/** How many leading fields every `new` sets. */
function leastInitialized(count: number, constructors: Ast[]): number {
  let least = count
  const visit = (ast: Ast): void => {
    if (!isExpr(ast) || ast.head === 'quote') return
    if (ast.head === 'call' && isNew(ast.args[0]!) && !ast.args.some(arg => isExpr(arg, '...')))
      least = Math.min(least, ast.args.length - 1)
    ast.args.forEach(visit)
  }
  constructors.forEach(visit)
  return least
}

function isNew(fn: Ast): boolean {
  if (isExpr(fn, 'curly')) return isNew(fn.args[0]!)
  return fn.kind === 'symbol' && fn.name === 'new'
}

function defineConstructors(cx: Desugar, head: TypeHead, fields: Field[], constructors: Ast[]): Core {
  const info: NewInfo = {
    name: head.name,
    parameters: head.names,
    typed: fields.map(f => f.type !== null && !isAny(f.type)),
    current: null,
  }
  const own = constructors.filter(ast => ast.kind !== 'line')
  const nodes = own.length > 0 ? constructors : defaultConstructors(head, fields, info)
  const outer = own.length > 0 ? [] : outerConstructor(head, fields)
  const saved = cx.newInfo
  cx.newInfo = info
  const inner = nodes.map(ast => cx.expr(ast))
  cx.newInfo = saved
  return block(...inner, ...outer.map(ast => cx.expr(ast)), nothing)
}

function isAny(type: Ast): boolean {
  return type.kind === 'symbol' && type.name === 'Any'
}

// A(x::T1, y::T2) = new(x, y); A(x, y) = new(x, y);  A{T}(x, y) where T = new(x, y)
function defaultConstructors(head: TypeHead, fields: Field[], info: NewInfo): Ast[] {
  const names = fields.map(f => symbol(argumentName(f)))
  const make = expr('call', [symbol('new'), ...names])
  if (head.names.length > 0) {
    const callee = expr('curly', [symbol(head.name), ...head.names.map(n => symbol(n))])
    const signature = expr('where', [expr('call', [callee, ...names]), ...head.parameters])
    return [expr('=', [signature, make])]
  }
  const exact = fields.map(f => (f.type ? expr('::', [symbol(argumentName(f)), f.type]) : symbol(argumentName(f))))
  const methods = [expr('=', [expr('call', [symbol(head.name), ...exact]), make])]
  if (info.typed.includes(true)) methods.push(expr('=', [expr('call', [symbol(head.name), ...names]), make]))
  return methods
}

/** A field may be called like its type or like `new`. */
function argumentName(field: Field): string {
  return `#field#${field.name}`
}

// A(x::T, y) where T = A{T}(x, y), when the fields mention every parameter
function outerConstructor(head: TypeHead, fields: Field[]): Ast[] {
  if (head.names.length === 0 || !head.names.every(n => fields.some(f => determines(f.type, n)))) return []
  const formals = fields.map(f => (f.type ? expr('::', [symbol(argumentName(f)), f.type]) : symbol(argumentName(f))))
  const callee = expr('curly', [symbol(head.name), ...head.names.map(n => symbol(n))])
  const body = expr('call', [callee, ...fields.map(f => symbol(argumentName(f)))])
  const signature = expr('where', [expr('call', [symbol(head.name), ...formals]), ...head.parameters])
  return [expr('=', [signature, body])]
}

function determines(type: Ast | null, parameter: string): boolean {
  return mentions(type, parameter)
}

// new(a, b) ==> new A(convert(fieldtype(A, 1), a), convert(fieldtype(A, 2), b));  new{T}(…)
export function desugarNew(cx: Desugar, e: Expr): Core {
  const info = cx.newInfo
  if (!info) return cx.fail('"new" used outside of a type definition', e)
  const [fn, ...args] = e.args as [Ast, ...Ast[]]
  if (args.some(arg => isExpr(arg, 'kw') || isExpr(arg, 'parameters'))) cx.fail('"new" does not accept keyword arguments', e)
  const type = cx.once(newType(cx, info, fn))
  const splat = args.some(arg => isExpr(arg, '...'))
  if (!splat && args.length > info.typed.length) return cx.expr(tooManyFields(args, info.typed.length))
  const made = splat
    ? splatNew(cx, info, type.get, args)
    : plainNew(
        info,
        type.get,
        args.map(arg => cx.expr(arg)),
      )
  return block(type.set, made)
}

// new(a, b, c) of a type with two fields ==> a; b; c; throw(ArgumentError(…)): an error of the call, not of the definition
function tooManyFields(args: Ast[], expected: number): Ast {
  const base = (name: string): Ast => ({ kind: 'globalref', module: 'Base', name })
  const text: Ast = { kind: 'string', value: `new: too many arguments (expected ${expected})` }
  return expr('block', [...args, expr('call', [base('throw'), expr('call', [base('ArgumentError'), text])])])
}

function newType(cx: Desugar, info: NewInfo, fn: Ast): Core {
  const self: Core = { k: 'global', module: cx.module, name: info.name }
  const parameters = isExpr(fn, 'curly') ? fn.args.slice(1) : info.current
  if (parameters === null) {
    if (info.parameters.length === 0) return self
    return cx.fail('too few type parameters specified in "new{...}"', fn)
  }
  if (parameters.length === 0) return self
  if (!parameters.some(p => isExpr(p, '...'))) {
    if (parameters.length < info.parameters.length) cx.fail('too few type parameters specified in "new{...}"', fn)
    if (parameters.length > info.parameters.length) cx.fail('too many type parameters specified in "new{...}"', fn)
  }
  const args = parameters.map(p => cx.expr(isExpr(p, '...') ? p.args[0]! : p))
  return { k: 'call', fn: core('apply_type'), args: [self, ...args], splat: [false, ...parameters.map(p => isExpr(p, '...'))] }
}

function plainNew(info: NewInfo, type: () => Core, values: Core[]): Core {
  return { k: 'new', type: type(), args: values.map((value, i) => (info.typed[i] ? converted(type, i, value) : value)) }
}

function converted(type: () => Core, index: number, value: Core): Core {
  return call(base('convert'), call(core('fieldtype'), type(), int(index + 1)), value)
}

// new(xs...) ==> t = tuple(xs...); check its length; new(t[1], t[2], …)
function splatNew(cx: Desugar, info: NewInfo, type: () => Core, args: Ast[]): Core {
  const splat = args.map(arg => isExpr(arg, '...'))
  const values = args.map(arg => cx.expr(isExpr(arg, '...') ? arg.args[0]! : arg))
  const tuple = cx.freshTmp()
  const count = info.typed.length
  const set: Core = { k: 'settmp', id: tuple, value: { k: 'call', fn: core('tuple'), args: values, splat }, slot: false }
  const length = (): Core => call(core('nfields'), tmp(tuple))
  const complain = (what: string): Core =>
    call(
      core('throw'),
      call(base('ArgumentError'), { k: 'lit', ast: { kind: 'string', value: `new: too ${what} arguments (expected ${count})` } }),
    )
  if (!info.typed.includes(true)) return block(set, { k: 'splatnew', type: type(), tuple: tmp(tuple) })
  const fields = info.typed.map((_, i) => call(core('getfield'), tmp(tuple), int(i + 1)))
  return block(
    set,
    when(call(base('<'), length(), int(count)), complain('few')),
    when(call(base('<'), int(count), length()), complain('many')),
    plainNew(info, type, fields),
  )
}
