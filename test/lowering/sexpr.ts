/**
 * Reads the S-expressions in which real Julia's trees are dumped for tests.
 *
 * Enters: text such as `(|call| |+| |a| 1)`. Leaves: `Ast`. Symbols stand between bars, `(@quote x)` is a `QuoteNode`,
 * `(@line 3)` a line number, `(@int T v)`, `(@float v)`, `(@char code)`, `(@global M x)` are the other literals.
 */
import { type Ast, expr, type IntTypeName, symbol } from '../../src/parser/expr.ts'

/** Reads one S-expression. */
export function readSexpr(text: string): Ast {
  return new Reader(text).node()
}

class Reader {
  private at = 0
  private readonly text: string

  constructor(text: string) {
    this.text = text
  }

  node(): Ast {
    const c = this.text[this.at]
    if (c === '(') return this.list()
    if (c === '|') return symbol(this.delimited('|'))
    if (c === '"') return { kind: 'string', value: this.delimited('"').replaceAll('\\n', '\n') }
    const word = this.word()
    if (word === 'true' || word === 'false') return { kind: 'bool', value: word === 'true' }
    if (word === 'nothing') return { kind: 'nothing' }
    return { kind: 'int', type: 'Int64', value: BigInt(word) }
  }

  private list(): Ast {
    this.at++
    if (this.text[this.at] === '@') return this.special(this.word())
    const head = this.delimited('|')
    const args: Ast[] = []
    while (this.text[this.at] === ' ') {
      this.at++
      args.push(this.node())
    }
    this.at++
    return expr(head, args)
  }

  private special(kind: string): Ast {
    this.at++
    const result = this.specialBody(kind)
    this.at++
    return result
  }

  private specialBody(kind: string): Ast {
    switch (kind) {
      case '@quote':
        return { kind: 'quotenode', value: this.node() }
      case '@line':
        return { kind: 'line', line: Number(this.word()), file: '' }
      case '@int': {
        const type = this.word() as IntTypeName
        this.at++
        return { kind: 'int', type, value: BigInt(this.word()) }
      }
      case '@float':
        return { kind: 'float', type: 'Float64', value: Number(this.word().replace('Inf', 'Infinity')) }
      case '@float32':
        return { kind: 'float', type: 'Float32', value: Number(this.word().replace('f', 'e')) }
      case '@char':
        return { kind: 'char', code: Number(this.word()) }
      default: {
        const module = this.delimited('|')
        this.at++
        return { kind: 'globalref', module, name: this.delimited('|') }
      }
    }
  }

  private word(): string {
    const start = this.at
    while (this.at < this.text.length && !' ()'.includes(this.text[this.at]!)) this.at++
    return this.text.slice(start, this.at)
  }

  private delimited(mark: string): string {
    this.at++
    let result = ''
    while (this.text[this.at] !== mark) {
      if (this.text[this.at] === '\\' && (this.text[this.at + 1] === mark || this.text[this.at + 1] === '\\')) this.at++
      result += this.text[this.at++]
    }
    this.at++
    return result
  }
}
