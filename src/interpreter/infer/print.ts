/** A readable form of typed bodies, for `fatou dump typed`. */
import { showType } from '../types/show.ts'
import type { World } from '../world/world.ts'
import { isTypeConstant } from './lattice.ts'
import type { Constant, Instance, TOperand, TRhs, TStmt } from './typed-ir.ts'

/** The instance with its types, one statement a line. */
export function printTyped(world: World, inst: Instance): string {
  const p = new Printer(world)
  const args = inst.argTypes.map(t => p.type(t)).join(', ')
  const lines = [`${inst.name}#${inst.id}(${args}) -> ${p.type(inst.returnType)}`]
  if (inst.typed) {
    lines.push(`  slots: ${inst.typed.slotTypes.map((t, i) => `$${i} ${inst.typed?.slotNames[i]}::${p.type(t)}`).join(', ')}`)
    p.list(inst.typed.body, inst.typed.ssaTypes, '  ', lines)
  } else lines.push('  (body dropped)')
  return lines.join('\n')
}

class Printer {
  readonly world: World
  constructor(world: World) {
    this.world = world
  }

  type(t: Parameters<typeof showType>[1]): string {
    return showType(this.world.types, t)
  }

  constant(c: Constant): string {
    if (isTypeConstant(c)) return this.type(c)
    if (c.kind === 'bits') return c.type.name.name === 'Int64' ? String(BigInt.asIntN(64, c.bits)) : `${c.type.name.name}:${c.bits}`
    if (c.kind === 'sym') return `:${c.name}`
    if (c.kind === 'heapconst') return `${this.type(c.type)}@${c.address}`
    return c.fields.length === 0 ? c.type.name.functionName || this.type(c.type) : `(${c.fields.map(f => this.constant(f)).join(', ')})`
  }

  operand(o: TOperand | undefined): string {
    if (!o) return '?'
    if (o.k === 'const') return this.constant(o.value)
    return `${o.k === 'ssa' ? '%' : '$'}${o.k === 'ssa' ? o.id : o.slot}`
  }

  rhs(r: TRhs): string {
    const list = (a: TOperand[]): string => `(${a.map(x => this.operand(x)).join(', ')})`
    switch (r.k) {
      case 'move':
      case 'pi':
      case 'throw':
      case 'rethrow':
        return `${r.k} ${this.operand(r.value)}`
      case 'invoke':
        return `invoke ${this.world.instances.at(r.instance).name}#${r.instance}${list(r.args)}`
      case 'dyncall':
        return `CALL ${list(r.args)}`
      case 'dynapply':
        return `APPLY ${this.operand(r.fn)} ${this.operand(r.vector)}`
      case 'intrinsic':
        return `${r.name}${r.inbounds ? '!' : ''}${list(r.args)}`
      case 'new':
        return `new ${this.type(r.type)}${list(r.args)}`
      case 'newdynamic':
        return `NEW ${list(r.args)}`
      case 'getfield':
        return `${this.operand(r.object)}.${r.index}`
      case 'setfield':
        return `${this.operand(r.object)}.${r.index} = ${this.operand(r.value)}`
      case 'tupleindex':
        return `${this.operand(r.tuple)}[${this.operand(r.index)}]`
      case 'isa':
        return `isa(${this.operand(r.value)}, ${this.type(r.test)})`
      case 'egal':
        return `${this.operand(r.a)} === ${this.operand(r.b)}`
      case 'typeassert':
        return `${this.operand(r.value)}::${this.type(r.test)}`
      case 'readslot':
      case 'isdefinedslot':
        return `${r.k} $${r.slot}`
      case 'getglobal':
        return `global ${r.name}`
      case 'setglobal':
        return `global@${r.binding} = ${this.operand(r.value)}`
      case 'boxget':
      case 'isdefinedbox':
        return `${r.k} ${this.operand(r.box)}`
      case 'boxset':
        return `boxset ${this.operand(r.box)} = ${this.operand(r.value)}`
      case 'ask':
        return `ASK ${r.op} #${r.payload}${list(r.args)}`
      case 'isdefinedglobal':
      case 'newbox':
        return r.k
    }
  }

  list(body: readonly TStmt[], types: readonly Parameters<typeof showType>[1][], indent: string, lines: string[]): void {
    for (const s of body) {
      switch (s.k) {
        case 'let':
          lines.push(`${indent}%${s.id} = ${this.rhs(s.rhs)} :: ${this.type(types[s.id])}`)
          break
        case 'set':
          lines.push(`${indent}$${s.slot} = ${this.operand(s.value)}`)
          break
        case 'if':
          lines.push(`${indent}if ${this.operand(s.cond)}`)
          this.list(s.then, types, `${indent}  `, lines)
          if (s.else.length > 0) {
            lines.push(`${indent}else`)
            this.list(s.else, types, `${indent}  `, lines)
          }
          break
        case 'loop':
        case 'block':
          lines.push(`${indent}${s.k} L${s.label}`)
          this.list(s.body, types, `${indent}  `, lines)
          break
        case 'break':
        case 'continue':
          lines.push(`${indent}${s.k} L${s.label}`)
          break
        case 'return':
          lines.push(`${indent}return ${this.operand(s.value)}`)
          break
        case 'try':
          lines.push(`${indent}try`)
          this.list(s.body, types, `${indent}  `, lines)
          lines.push(`${indent}catch $${s.exception}`)
          this.list(s.handler, types, `${indent}  `, lines)
          break
        case 'newvar':
          lines.push(`${indent}newvar $${s.slot}`)
          break
        case 'unreachable':
          lines.push(`${indent}unreachable`)
      }
    }
  }
}
