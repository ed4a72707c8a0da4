/**
 * A readable text of lowered IR, for `fatou dump lowered` and the tests.
 *
 * Enters: `LoweredUnit` or `MethodTemplate`. Leaves: text, one statement a line, two spaces per nesting. Slots print by
 * name (`name#3` when two slots share it), values as `%1`, globals of other modules with their module.
 */
import type { Ast } from '../../parser/expr.ts'
import type { LoweredUnit, MethodTemplate, Operand, Rhs, Stmt, TopLevelOp } from './ir.ts'

/** Prints all thunks of a unit. */
export function printLowered(unit: LoweredUnit): string {
  return unit.thunks.map(thunk => printTemplate(thunk)).join('\n')
}

/** Prints one function, its inner ones indented beneath the statement that defines them. */
export function printTemplate(template: MethodTemplate, indent = ''): string {
  const printer = new Printer(template)
  const args = template.slots.slice(0, template.nargs).map((_, i) => printer.slot(i))
  if (template.isVararg) args.push(`${args.pop()}...`)
  const flags = [
    template.inline === 'always' ? 'inline' : template.inline === 'never' ? 'noinline' : '',
    template.propagateInbounds ? 'propagate_inbounds' : '',
    template.nospecialize ? `nospecialize=${template.nospecialize.toString(2)}` : '',
    template.keywords ? `keywords(${template.keywords.join(', ')})` : '',
  ].filter(Boolean)
  const statics = template.sparams.length > 0 ? ` where {${template.sparams.join(', ')}}` : ''
  const maybe = template.slots.flatMap((s, i) => (s.maybeUndefined ? [printer.slot(i)] : []))
  const head = `${indent}${template.name}(${args.join(', ')})${statics}${flags.length ? ` [${flags.join(' ')}]` : ''}`
  const notes = maybe.length > 0 ? [`${indent}  maybe undefined: ${maybe.join(', ')}`] : []
  return [head, ...notes, ...printer.list(template.body, `${indent}  `), ''].join('\n')
}

class Printer {
  private readonly template: MethodTemplate
  private readonly shared = new Set<string>()

  constructor(template: MethodTemplate) {
    this.template = template
    const seen = new Set<string>()
    for (const { name } of template.slots) {
      if (seen.has(name)) this.shared.add(name)
      seen.add(name)
    }
  }

  slot(i: number): string {
    const name = this.template.slots[i]?.name ?? '?'
    return this.shared.has(name) ? `${name}#${i}` : name
  }

  list(body: readonly Stmt[], indent: string): string[] {
    return body.flatMap(stmt => this.stmt(stmt, indent))
  }

  private stmt(stmt: Stmt, indent: string): string[] {
    const deeper = `${indent}  `
    switch (stmt.k) {
      case 'let':
        return [`${indent}%${stmt.id} = ${this.rhs(stmt.rhs)}`, ...this.innerTemplates(stmt.rhs, deeper)]
      case 'set':
        return [`${indent}${this.slot(stmt.slot)} = ${this.operand(stmt.value)}`]
      case 'newvar':
        return [`${indent}new ${this.slot(stmt.slot)}`]
      case 'if':
        return [
          `${indent}if ${this.operand(stmt.cond)}`,
          ...this.list(stmt.then, deeper),
          ...(stmt.else.length > 0 ? [`${indent}else`, ...this.list(stmt.else, deeper)] : []),
        ]
      case 'loop':
      case 'block':
        return [`${indent}${stmt.k} L${stmt.label}`, ...this.list(stmt.body, deeper)]
      case 'break':
      case 'continue':
        return [`${indent}${stmt.k} L${stmt.label}`]
      case 'return':
        return [`${indent}return ${this.operand(stmt.value)}`]
      case 'try':
        return [
          `${indent}try`,
          ...this.list(stmt.body, deeper),
          `${indent}catch ${this.slot(stmt.exception)}`,
          ...this.list(stmt.handler, deeper),
        ]
      case 'inbounds':
        return [`${indent}inbounds ${stmt.on}`, ...this.list(stmt.body, deeper)]
    }
  }

  private operand(o: Operand): string {
    switch (o.k) {
      case 'ssa':
        return `%${o.id}`
      case 'slot':
        return this.slot(o.slot)
      case 'literal':
        return printLiteral(o.ast)
      case 'global':
        return o.module === this.template.module ? o.name : `${o.module}.${o.name}`
      case 'sparam':
        return `static ${this.template.sparams[o.index]}`
      case 'captured':
        return `captured ${o.index}`
    }
  }

  private args(args: readonly Operand[]): string {
    return args.map(a => this.operand(a)).join(', ')
  }

  private rhs(rhs: Rhs): string {
    switch (rhs.k) {
      case 'move':
        return this.operand(rhs.value)
      case 'call':
        return `${this.operand(rhs.fn)}(${this.args(rhs.args)})`
      case 'splatcall':
        return `${this.operand(rhs.fn)}(${rhs.args.map((a, i) => this.operand(a) + (rhs.splat[i] ? '...' : '')).join(', ')})`
      case 'new':
        return `new ${this.operand(rhs.type)}(${this.args(rhs.args)})`
      case 'splatnew':
        return `new ${this.operand(rhs.type)}(${this.operand(rhs.args)}...)`
      case 'isdefined':
        return `isdefined ${this.operand(rhs.what)}${rhs.boxed ? ' box' : ''}`
      case 'closure':
        return `closure ${rhs.closure.name}/${rhs.closure.key}(${rhs.captures.map((c, i) => `${rhs.closure.captures[i]!.name}: ${this.operand(c)}`).join(', ')})`
      case 'newbox':
        return 'box'
      case 'boxget':
        return `get ${this.operand(rhs.box)} ${rhs.name}`
      case 'boxset':
        return `put ${this.operand(rhs.box)} ${this.operand(rhs.value)}`
      case 'setglobal':
        return `setglobal ${rhs.module === this.template.module ? '' : `${rhs.module}.`}${rhs.name} = ${this.operand(rhs.value)}`
      case 'typevar':
        return `typevar ${rhs.name} ${this.operand(rhs.lower)} ${this.operand(rhs.upper)}`
      case 'rethrow':
        return `rethrow ${this.operand(rhs.exception)}`
      case 'boundscheck':
        return 'boundscheck'
      case 'toplevel':
        return `${printOp(rhs.op)}(${this.args(rhs.args)})`
    }
  }

  private innerTemplates(rhs: Rhs, indent: string): string[] {
    if (rhs.k !== 'toplevel') return []
    const { op } = rhs
    return op.op === 'method' || op.op === 'closuremethod' ? printTemplate(op.template, indent).trimEnd().split('\n') : []
  }
}

function printOp(op: TopLevelOp): string {
  switch (op.op) {
    case 'method':
      return `method${op.tvarCount ? ` ${op.tvarCount} tvars` : ''}${op.captureCount ? ` ${op.captureCount} captures` : ''} `
    case 'closuretype':
      return `closuretype ${op.closure.name}/${op.closure.key}{${op.closure.captures.map(c => (c.boxed ? `box ${c.name}` : c.name)).join(', ')}}`
    case 'closuremethod':
      return `closuremethod${op.kwcall ? ' kwcall' : ''} ${op.closure.name}/${op.closure.key}${op.tvarCount ? ` ${op.tvarCount} tvars` : ''} `
    case 'structtype':
      return `structtype${op.isMutable ? ' mutable' : ''} ${op.name}[${op.fields.join(', ')}]`
    case 'primitivetype':
      return `primitivetype ${op.name} ${op.bits}`
    case 'abstracttype':
    case 'bindtype':
    case 'const':
    case 'global':
    case 'function':
      return `${op.op} ${op.name}`
    case 'export':
      return `${op.isPublic ? 'public' : 'export'} ${op.names.join(' ')}`
    case 'using':
    case 'import': {
      const names = op.names?.map(n => (n.as ? `${n.name} as ${n.as}` : n.name)).join(', ')
      return `${op.op} ${op.path.join('.')}${op.as ? ` as ${op.as}` : ''}${names === undefined ? '' : `: ${names}`}`
    }
    case 'setsuper':
    case 'settypebody':
      return op.op
  }
}

/** Prints a literal or a quoted tree, as an S-expression where it is one. */
export function printLiteral(ast: Ast): string {
  switch (ast.kind) {
    case 'int':
      return ast.type === 'Int64' ? String(ast.value) : `${ast.type}(${ast.value})`
    case 'float':
      return `${ast.type === 'Float64' ? '' : ast.type}${Number.isInteger(ast.value) ? ast.value.toFixed(1) : ast.value}`
    case 'char':
      return `'${String.fromCodePoint(ast.code)}'`
    case 'string':
      return JSON.stringify(ast.value)
    case 'bool':
      return String(ast.value)
    case 'nothing':
      return 'nothing'
    case 'symbol':
      return ast.name
    case 'quotenode':
      return `:${printLiteral(ast.value)}`
    case 'line':
      return `#line ${ast.line}`
    case 'globalref':
      return `${ast.module}.${ast.name}`
    case 'heap':
      return `heap(${ast.address})`
    case 'expr':
      return `(${[ast.head, ...ast.args.map(printLiteral)].join(' ')})`
  }
}
