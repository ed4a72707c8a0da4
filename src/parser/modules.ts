import { At, Comma, Identifier, Kw, LeftParen, Newline, Op, Public, RightParen, VarIdentifier, type JuliaToken } from '../lexer/tokens.ts'
import { normalizeName } from '../lexer/characters.ts'
import { DefinitionRules } from './definitions.ts'
import { expr, isExpr, type Ast } from './expr.ts'

const pathOperators = [
  Op.SignOperator,
  Op.PlusOperator,
  Op.TimesOperator,
  Op.StarOperator,
  Op.Ampersand,
  Op.RationalOperator,
  Op.ShiftOperator,
  Op.PowerOperator,
  Op.UnaryOperator,
  Op.Tilde,
  Op.ComparisonOperator,
  Op.SubtypeOperator,
  Op.PairOperator,
  Op.ArrowOperator,
  Op.PipeLeft,
  Op.PipeRight,
  Op.WordOperator,
]

const pathDots = new Set([Op.Dot, Op.RangeOperator, Op.Ellipsis])

export abstract class ModuleRules extends DefinitionRules {
  /** `module A … end` ==> (module true A (block line …)) */
  module = this.RULE('module', (): Ast => {
    const word = this.OR([{ ALT: () => this.CONSUME(Kw.module) }, { ALT: () => this.CONSUME(Kw.baremodule) }])
    const line = this.lineNode(this.lineAt(word.startOffset))
    const saved = this.enterBlock(word)
    const name = this.SUBRULE(this.postfix)
    const body = this.SUBRULE(this.block, { ARGS: [{ documents: true }] })
    this.leaveBlock(saved)
    return this.ACTION(() => {
      const statements = isExpr(body) ? body.args : []
      const block = expr('block', [line, ...statements], isExpr(body) ? body.span : undefined)
      return this.node('module', [{ kind: 'bool', value: word.image === 'module' }, name, block], word.startOffset)
    })
  })

  /** `using A: b, c` ==> (using (: (. A) (. b) (. c))), `import A as B` ==> (import (as (. A) B)) */
  import = this.RULE('import', (): Ast => {
    const word = this.OR([{ ALT: () => this.CONSUME(Kw.using) }, { ALT: () => this.CONSUME(Kw.import) }])
    this.OPTION2(() => this.CONSUME2(Newline))
    const items: Ast[] = [this.SUBRULE(this.importItem)]
    let names: Ast[] | undefined
    this.OR1([
      {
        ALT: () => {
          this.CONSUME(Op.Colon)
          names = []
          this.AT_LEAST_ONE_SEP({
            SEP: Comma,
            DEF: () => {
              this.OPTION(() => this.CONSUME(Newline))
              names?.push(this.SUBRULE1(this.importItem))
            },
          })
        },
      },
      {
        ALT: () =>
          this.MANY(() => {
            this.CONSUME(Comma)
            this.OPTION1(() => this.CONSUME1(Newline))
            items.push(this.SUBRULE2(this.importItem))
          }),
      },
    ])
    const args = names === undefined ? items : [expr(':', [items[0], ...names])]
    return this.node(word.image, args, word.startOffset)
  })

  importItem = this.RULE('importItem', (): Ast => {
    const start = this.token(1).startOffset
    let item = this.SUBRULE(this.path)
    this.OPTION({
      GATE: () => this.token(1).image === 'as',
      DEF: () => {
        this.CONSUME(Identifier)
        const alias = this.SUBRULE(this.exportedName)
        item = this.node('as', [item, alias], start)
      },
    })
    return item
  })

  /** `..A.B.@m` ==> (. . . A B @m) */
  path = this.RULE('path', (): Ast => {
    const start = this.token(1).startOffset
    const parts: Ast[] = []
    this.MANY({
      GATE: () => pathDots.has(this.token(1).tokenType),
      DEF: () => {
        const dots = this.OR([
          { ALT: () => this.CONSUME(Op.Dot) },
          { ALT: () => this.CONSUME(Op.RangeOperator) },
          { ALT: () => this.CONSUME(Op.Ellipsis) },
        ])
        this.ACTION(() => {
          for (const _ of dots.image) parts.push({ kind: 'symbol', name: '.' })
        })
      },
    })
    parts.push(this.SUBRULE(this.exportedName))
    this.MANY1({
      GATE: () => !this.token(1).spaced,
      DEF: () =>
        this.OR1([
          {
            ALT: () => {
              this.CONSUME1(Op.Dot)
              this.OPTION(() => this.CONSUME(Op.Colon))
              parts.push(this.SUBRULE1(this.exportedName))
            },
          },
          { ALT: () => parts.push(this.SUBRULE(this.dottedOperator)) },
        ]),
    })
    return this.node('.', parts, start)
  })

  /** In `import Base.==` the dot belongs to the path. */
  dottedOperator = this.RULE('dottedOperator', (): Ast => {
    const token = this.OR(pathOperators.map(type => ({ ALT: () => this.CONSUME(type) }))) as JuliaToken
    return this.symbolOf(token, (token.op?.name ?? '.').replace(/^\./, ''))
  })

  /** `export a, +, @m` ==> (export a + @m) */
  export = this.RULE('export', (): Ast => {
    const word = this.OR([{ ALT: () => this.CONSUME(Kw.export) }, { ALT: () => this.CONSUME(Public) }])
    const names: Ast[] = []
    this.OPTION1(() => this.CONSUME1(Newline))
    this.AT_LEAST_ONE_SEP({
      SEP: Comma,
      DEF: () => {
        this.OPTION(() => this.CONSUME(Newline))
        names.push(this.SUBRULE(this.exportedName))
      },
    })
    return this.node(word.image, names, word.startOffset)
  })

  /** A name, macro name or operator, as in the lists of `import` and `export`. */
  exportedName = this.RULE(
    'exportedName',
    (): Ast =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(Identifier)
            return this.symbolOf(token, normalizeName(token.image))
          },
        },
        { ALT: () => this.varName(this.CONSUME(VarIdentifier)) },
        { ALT: () => this.SUBRULE(this.macroName) },
        { ALT: () => this.SUBRULE(this.interpolated) },
        {
          ALT: () => {
            this.CONSUME(LeftParen)
            const name = this.SUBRULE(this.exportedName)
            this.CONSUME(RightParen)
            return name
          },
        },
        {
          ALT: () => {
            const token = this.SUBRULE(this.operatorName)
            return this.symbolOf(token, token.op?.name)
          },
        },
      ]),
  )

  operatorName = this.RULE(
    'operatorName',
    (): JuliaToken =>
      this.OR([...pathOperators, Op.Colon, Op.RangeOperator].map(type => ({ ALT: () => this.CONSUME(type) }))) as JuliaToken,
  )

  /** `@name` */
  override macroName = this.RULE('macroName', (): Ast => {
    const at = this.CONSUME(At)
    const name = this.OR([
      { ALT: () => this.CONSUME(Identifier) },
      { ALT: () => this.CONSUME(VarIdentifier) },
      { ALT: () => this.CONSUME(Op.Dot) },
      { ALT: () => this.SUBRULE(this.operatorName) },
      { ALT: () => this.CONSUME(Op.Dollar) },
    ])
    return this.ACTION(() => {
      if ((name as JuliaToken).spaced) this.fail('expected a macro name directly after `@`', at, 'write @name without a space')
      return this.symbolOf(at, this.macroSymbol(name as JuliaToken))
    })
  })

  macroSymbol(name: JuliaToken): string {
    if (name.tokenType === VarIdentifier) return `@${name.image.slice(4, -1)}`
    if (name.tokenType === Op.Dot) return '@__dot__'
    return `@${name.op?.name ?? normalizeName(name.image)}`
  }
}
