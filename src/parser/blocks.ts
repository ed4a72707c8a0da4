/**
 * Statements and the constructs made of blocks: `begin`, `quote`, `if`, `while`, `for`, `let`, `try`, and the statements
 * `return`, `break`, `continue`, `const`, `global`, `local`.
 *
 * A block is `(block line statement line statement …)`; a string directly before a statement is its documentation.
 * Mirrors the manual's chapter "Control Flow".
 */
import { EOF, type IToken } from 'chevrotain'
import { Comma, IndexWord, Kw, Newline, Op, RightBrace, RightBracket, RightParen, Semicolon, type JuliaToken } from '../lexer/tokens.ts'
import { Prec } from '../lexer/operators.ts'
import { Context, type BlockStyle } from './base.ts'
import { OperatorRules } from './operators.ts'
import { expr, isExpr, type Ast } from './expr.ts'

const blockEnds = new Set([Kw.end, Kw.else, Kw.elseif, Kw.catch, Kw.finally, EOF, IndexWord])
const documenting: BlockStyle = { documents: true }
const bareBlock: BlockStyle = { alwaysBare: true }
const beforeElse: BlockStyle = { bareBefore: new Set([Kw.else, Kw.elseif]) }
const beforeCatch: BlockStyle = { bareBefore: new Set([Kw.catch, Kw.finally, Kw.else]) }
const statementEnds = new Set([Newline, Semicolon, Comma, RightParen, RightBracket, RightBrace, Op.Colon, ...blockEnds, Kw.for, Kw.if])

export abstract class BlockRules extends OperatorRules {
  /** A statement: expressions separated by commas are a tuple, also on both sides of an assignment. */
  override statement = this.RULE('statement', (): Ast => {
    const start = this.token(1).startOffset
    let left = this.SUBRULE(this.binary, { ARGS: [Prec.pair] })
    this.OPTION(() => {
      left = this.SUBRULE(this.tupleTail, { ARGS: [left, start] })
    })
    this.OPTION1({
      GATE: () => this.continues(Prec.assignment),
      DEF: () => {
        const token = this.OR([
          { ALT: () => this.CONSUME(Op.Equals) },
          { ALT: () => this.CONSUME(Op.AssignmentOperator) },
          { ALT: () => this.CONSUME(Op.Tilde) },
        ])
        this.skipNewline()
        const right = this.SUBRULE(this.statement)
        this.ACTION(() => {
          left = this.assignmentNode(token, left, right, start)
        })
      },
    })
    return left
  })

  /** `a, b` ==> (tuple a b); the last comma may stand before `=` or the end. */
  tupleTail = this.RULE('tupleTail', (first: Ast, start: number): Ast => {
    const items = [first]
    this.AT_LEAST_ONE(() => {
      this.CONSUME(Comma)
      this.OPTION2({ GATE: () => !this.endsTuple(2), DEF: () => this.CONSUME(Newline) })
      this.OPTION1({
        GATE: () => !this.endsTuple(1),
        DEF: () => {
          items.push(this.SUBRULE(this.binary, { ARGS: [Prec.pair] }))
        },
      })
    })
    return this.node('tuple', items, start)
  })

  endsTuple(ahead: number): boolean {
    const next = this.token(ahead)
    return (
      (next.op?.prec === Prec.assignment && next.op.tokenClass !== 'Tilde') ||
      (statementEnds.has(next.tokenType) && !this.startsStatement(next))
    )
  }

  /** The statements up to a closing word. An empty block has a line node, but for what `style` says. */
  override block = this.RULE('block', (style?: BlockStyle): Ast => {
    const start = this.token(1).startOffset
    const args: Ast[] = []
    let separated = true
    let semicolons = false
    this.MANY({
      GATE: () => separated || this.token(1).tokenType === Newline || this.token(1).tokenType === Semicolon,
      DEF: () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(Newline)
              separated = true
            },
          },
          {
            ALT: () => {
              this.CONSUME(Semicolon)
              separated = true
              semicolons = true
            },
          },
          {
            ALT: () => {
              args.push(this.lineHere())
              args.push(this.SUBRULE(this.documented, { ARGS: [style?.documents === true] }))
              separated = false
            },
          },
        ]),
    })
    const bare = style?.alwaysBare === true || (!semicolons && style?.bareBefore?.has(this.token(1).tokenType) === true)
    if (args.length === 0 && !bare) args.push(this.lineHere())
    return this.node('block', args, start)
  })

  /** A statement, with the string before it as its documentation: "…"⏎f ==> (macrocall Core.@doc line "…" f) */
  documented = this.RULE('documented', (documents: boolean): Ast => {
    const start = this.token(1).startOffset
    let node = this.SUBRULE(this.statement)
    this.OPTION({
      GATE: () => documents && this.documents(node),
      DEF: () => {
        this.OPTION1(() => this.CONSUME(Newline))
        const target = this.SUBRULE1(this.documented, { ARGS: [true] })
        const line = this.lineNode(this.lineAt(start))
        node = this.node('macrocall', [{ kind: 'globalref', module: 'Core', name: '@doc' }, line, node, target], start)
      },
    })
    return node
  })

  /** True if this node is a string with a statement on the same or the very next line. */
  documents(node: Ast): boolean {
    if (node.kind !== 'string' && !isExpr(node, 'string')) return false
    const next = this.token(1)
    if (next.tokenType !== Newline) return !statementEnds.has(next.tokenType)
    return this.documentsNextLine()
  }

  /** True if the very next line begins a statement. */
  documentsNextLine(): boolean {
    const { image } = this.token(1)
    if (image.indexOf('\n') !== image.lastIndexOf('\n')) return false
    const after = this.token(2)
    return !statementEnds.has(after.tokenType) || this.startsStatement(after)
  }

  /** Some words that may follow a value may begin one, too. */
  startsStatement(token: JuliaToken): boolean {
    const quotes = token.tokenType === Op.Colon && (this.context & Context.noColon) === 0
    return quotes || token.tokenType === Kw.if || token.tokenType === Kw.for
  }

  /** `word … end`, the context of code lines inside. */
  enterBlock(word: IToken): number {
    this.open(word, 'end')
    return this.enter(0)
  }
  leaveBlock(saved: number): void {
    this.CONSUME(Kw.end)
    this.leave(saved)
    this.close()
  }

  begin = this.RULE('begin', (): Ast => {
    const word = this.CONSUME(Kw.begin)
    const saved = this.enterBlock(word)
    const body = this.SUBRULE(this.block, { ARGS: [documenting] })
    this.leaveBlock(saved)
    return body
  })

  /** `quote … end` ==> (quote (block …)) */
  quote = this.RULE('quote', (): Ast => {
    const word = this.CONSUME(Kw.quote)
    const saved = this.enterBlock(word)
    const body = this.SUBRULE(this.block, { ARGS: [documenting] })
    this.leaveBlock(saved)
    return this.node('quote', [body], word.startOffset)
  })

  condition = this.RULE('condition', (): Ast => {
    const value = this.SUBRULE(this.binary, { ARGS: [Prec.pair] })
    this.ACTION(() => {
      const next = this.token(1)
      if (next.op?.tokenClass === 'Equals')
        this.fail('unexpected `=` in a condition', next, 'use == to compare, or put parentheses round an assignment')
      if (next.tokenType === Comma) this.fail('unexpected `,` in a condition', next, 'use && or ||')
    })
    return value
  })

  /** `if a … elseif b … else … end` ==> (if a (block …) (elseif (block line b) (block …) (block …))) */
  if = this.RULE('if', (): Ast => {
    const word = this.CONSUME(Kw.if)
    const saved = this.enterBlock(word)
    const args: Ast[] = [this.SUBRULE(this.condition), this.SUBRULE(this.block, { ARGS: [beforeElse] })]
    this.OPTION(() => args.push(this.SUBRULE(this.ifTail)))
    this.leaveBlock(saved)
    return this.node('if', args, word.startOffset)
  })

  ifTail = this.RULE(
    'ifTail',
    (): Ast =>
      this.OR([
        {
          ALT: () => {
            const word = this.CONSUME(Kw.elseif)
            const line = this.lineHere()
            const condition = this.SUBRULE(this.condition)
            const args: Ast[] = [expr('block', [line, condition]), this.SUBRULE(this.block, { ARGS: [beforeElse] })]
            this.OPTION(() => args.push(this.SUBRULE(this.ifTail)))
            return this.node('elseif', args, word.startOffset)
          },
        },
        {
          ALT: () => {
            const word = this.CONSUME(Kw.else)
            const next = this.token(1)
            if (next.tokenType === Kw.if && this.lineAt(next.startOffset) === this.lineAt(word.startOffset) && !this.RECORDING_PHASE) {
              this.elseIf = next
            }
            return this.SUBRULE1(this.block)
          },
        },
      ]),
  )

  while = this.RULE('while', (): Ast => {
    const word = this.CONSUME(Kw.while)
    const saved = this.enterBlock(word)
    const condition = this.SUBRULE(this.condition)
    const body = this.SUBRULE(this.block)
    this.leaveBlock(saved)
    return this.node('while', [condition, body], word.startOffset)
  })

  /** `for i in a, j in b … end` ==> (for (block (= i a) (= j b)) (block …)) */
  for = this.RULE('for', (): Ast => {
    const word = this.CONSUME(Kw.for)
    const saved = this.enterBlock(word)
    const ranges: Ast[] = []
    this.OPTION1(() => this.CONSUME1(Newline))
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        this.OPTION({ GATE: () => ranges.length > 0, DEF: () => this.CONSUME(Newline) })
        ranges.push(this.SUBRULE(this.iteration))
      },
    })
    const body = this.SUBRULE(this.block)
    this.leaveBlock(saved)
    return this.node('for', [ranges.length === 1 ? ranges[0] : expr('block', ranges), body], word.startOffset)
  })

  /** `let a = 1, b … end` ==> (let (block (= a 1) b) (block …)) */
  let = this.RULE('let', (): Ast => {
    const saved = this.enter(0)
    const word = this.CONSUME(Kw.let)
    this.open(word, 'end')
    const bindings: Ast[] = []
    this.OPTION({
      GATE: () => ![Newline, Semicolon, Kw.end].includes(this.token(1).tokenType),
      DEF: () => {
        this.AT_LEAST_ONE_SEP({
          SEP: Comma,
          DEF: () => {
            this.OPTION1({ GATE: () => bindings.length > 0, DEF: () => this.CONSUME(Newline) })
            bindings.push(this.SUBRULE(this.binary, { ARGS: [Prec.assignment] }))
          },
        })
        this.ACTION(() => this.checkLetEnd())
      },
    })
    const body = this.SUBRULE(this.block, { ARGS: [bareBlock] })
    this.leaveBlock(saved)
    return this.node(
      'let',
      [bindings.length === 1 && isPlainBinding(bindings[0]) ? bindings[0] : expr('block', bindings), body],
      word.startOffset,
    )
  })

  checkLetEnd(): void {
    const next = this.token(1)
    if (next.tokenType === Newline || next.tokenType === Semicolon || next.tokenType === Kw.end || next.tokenType === EOF) return
    this.fail('let variables should end in `;` or newline', next, 'put a newline between the variables of `let` and its body')
  }

  /** `try … catch e … else … finally … end` ==> (try block e block finally else), `false` for what is missing */
  try = this.RULE('try', (): Ast => {
    const word = this.CONSUME(Kw.try)
    const saved = this.enterBlock(word)
    const no = { kind: 'bool', value: false } as Ast
    const body = this.SUBRULE(this.block, { ARGS: [beforeCatch] })
    let variable = no
    let handler: Ast = no
    let otherwise: Ast | undefined
    let cleanup: Ast | undefined
    this.OPTION(() => {
      this.CONSUME(Kw.catch)
      this.OPTION1({
        GATE: () => ![Newline, Semicolon, Kw.end, Kw.finally, Kw.else].includes(this.token(1).tokenType),
        DEF: () => {
          variable = this.SUBRULE(this.catchVariable)
        },
      })
      handler = this.SUBRULE1(this.block, { ARGS: [variable === no ? bareBlock : undefined] })
    })
    this.OPTION2(() => {
      this.CONSUME(Kw.else)
      otherwise = this.SUBRULE2(this.block)
    })
    this.OPTION3(() => {
      this.CONSUME(Kw.finally)
      cleanup = this.SUBRULE3(this.block)
    })
    // The words may come in the other order, too.
    this.OPTION4({
      GATE: () => handler === no,
      DEF: () => {
        this.CONSUME1(Kw.catch)
        this.OPTION5({
          GATE: () => ![Newline, Semicolon, Kw.end].includes(this.token(1).tokenType),
          DEF: () => {
            variable = this.SUBRULE1(this.catchVariable)
          },
        })
        handler = this.SUBRULE4(this.block, { ARGS: [variable === no ? bareBlock : undefined] })
      },
    })
    this.leaveTry(saved, handler === no && cleanup === undefined, word)
    const args = [body, variable, handler]
    if (otherwise !== undefined) args.push(cleanup ?? no, otherwise)
    else if (cleanup !== undefined) args.push(cleanup)
    return this.node('try', args, word.startOffset)
  })

  leaveTry(saved: number, incomplete: boolean, word: IToken): void {
    if (incomplete && this.token(1).tokenType === Kw.end && !this.RECORDING_PHASE) {
      this.fail('try without catch or finally', word, 'add `catch e` or `finally` before `end`')
    }
    this.leaveBlock(saved)
  }

  catchVariable = this.RULE('catchVariable', (): Ast => {
    const token = this.token(1)
    const variable = this.SUBRULE(this.postfix)
    this.ACTION(() => {
      const fine = variable.kind === 'symbol' || isExpr(variable, '$')
      if (!fine) this.fail('a variable name is expected after `catch`', token, 'put the handler on a line of its own')
    })
    return variable
  })

  /** `return` ==> (return nothing), `return a, b` ==> (return (tuple a b)) */
  return = this.RULE('return', (): Ast => {
    const word = this.CONSUME(Kw.return)
    let value: Ast = { kind: 'nothing' }
    this.OPTION({
      GATE: () =>
        !statementEnds.has(this.token(1).tokenType) ||
        this.token(1).tokenType === Kw.if ||
        this.token(1).tokenType === Kw.for ||
        this.startsWithColon(),
      DEF: () => {
        value = this.SUBRULE(this.statement)
      },
    })
    return this.node('return', [value], word.startOffset)
  })

  startsWithColon(): boolean {
    return this.token(1).tokenType === Op.Colon && !this.token(2).spaced
  }

  jump = this.RULE('jump', (): Ast => {
    const word = this.OR([{ ALT: () => this.CONSUME(Kw.break) }, { ALT: () => this.CONSUME(Kw.continue) }])
    return this.node(word.image, [], word.startOffset)
  })

  /** `const x = 1` ==> (const (= x 1)), `const global x = 1` and `global const x = 1` ==> (const (global (= x 1))) */
  const = this.RULE('const', (): Ast => {
    const word = this.CONSUME(Kw.const)
    let scope: IToken | undefined
    this.OPTION(() => {
      scope = this.OR([{ ALT: () => this.CONSUME(Kw.global) }, { ALT: () => this.CONSUME(Kw.local) }])
    })
    const value = this.SUBRULE(this.statement)
    return this.ACTION(() => {
      if (!isExpr(value, '=') && !isExpr(value, '::') && value.kind !== 'symbol') {
        this.fail('expected assignment after `const`', word, 'write const name = value')
      }
      return this.node('const', [scope ? this.node(scope.image, [value], scope.startOffset) : value], word.startOffset)
    })
  })

  /** `global x, y` ==> (global x y), `local x = 1` ==> (local (= x 1)) */
  scope = this.RULE('scope', (): Ast => {
    const word = this.OR([{ ALT: () => this.CONSUME(Kw.global) }, { ALT: () => this.CONSUME(Kw.local) }])
    let isConst = false
    this.OPTION(() => {
      this.CONSUME(Kw.const)
      isConst = true
    })
    const value = this.SUBRULE(this.statement)
    return this.ACTION(() => {
      const args = isExpr(value, 'tuple') ? value.args : [value]
      const node = this.node(word.image, args, word.startOffset)
      return isConst ? this.node('const', [node], word.startOffset) : node
    })
  })
}

/** A lone binding stands in the tree without a block round it. */
function isPlainBinding(node: Ast): boolean {
  return node.kind === 'symbol' || isExpr(node, '=') || isExpr(node, '::')
}
