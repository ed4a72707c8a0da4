/**
 * Square brackets, braces, comprehensions and generators.
 *
 * `bracketContents` reads what stands between the brackets once, and says which of three kinds it is: a list, a
 * comprehension, or a matrix (items with separators: white space, newlines, semicolons). The callers choose the heads:
 * `vect`/`ref`, `hcat`/`typed_hcat`/`bracescat` and so on. Mirrors the manual's section "Array literals".
 */
import {
  Comma,
  Identifier,
  Kw,
  LeftBrace,
  LeftBracket,
  Newline,
  Op,
  RightBrace,
  RightBracket,
  Semicolon,
  type JuliaToken,
} from '../lexer/tokens.ts'
import { Prec } from '../lexer/operators.ts'
import { Context, type BracketContents } from './base.ts'
import { StringRules } from './strings.ts'
import type { Ast } from './expr.ts'
import { flattenGenerator, matrixNode, withParameters } from './trees.ts'

export abstract class ArrayRules extends StringRules {
  /** `[1, 2]` ==> (vect 1 2), `[1 2; 3 4]` ==> (vcat (row 1 2) (row 3 4)), `[f(x) for x in y]` ==> (comprehension …) */
  array = this.RULE('array', (): Ast => {
    const open = this.CONSUME(LeftBracket)
    this.open(open, ']')
    const saved = this.enter(Context.spaces | Context.brackets | (this.context & Context.index))
    const contents = this.SUBRULE(this.bracketContents)
    this.leave(saved)
    this.CONSUME(RightBracket)
    this.close()
    return this.ACTION(() => this.bracketNode(contents, 'array', undefined, open.startOffset))
  })

  /** `{a, b}` ==> (braces a b) */
  braces = this.RULE('braces', (): Ast => {
    const open = this.CONSUME(LeftBrace)
    this.open(open, '}')
    const saved = this.enter(Context.spaces | Context.brackets)
    const contents = this.SUBRULE(this.bracketContents)
    this.leave(saved)
    this.CONSUME(RightBrace)
    this.close()
    return this.ACTION(() => this.bracketNode(contents, 'braces', undefined, open.startOffset))
  })

  /** `a[i]` ==> (ref a i), `T[1 2]` ==> (typed_hcat T 1 2) */
  indexing = this.RULE('indexing', (): Ast => {
    const { left, leftStart } = this
    const open = this.CONSUME(LeftBracket)
    this.open(open, ']')
    const saved = this.enter(Context.spaces | Context.brackets | Context.index)
    const contents = this.SUBRULE(this.bracketContents)
    this.leave(saved)
    this.CONSUME(RightBracket)
    this.close()
    return this.ACTION(() => this.bracketNode(contents, 'index', left, leftStart))
  })

  bracketNode(contents: BracketContents, where: 'array' | 'braces' | 'index', left: Ast | undefined, start: number): Ast {
    const before = left === undefined ? [] : [left]
    if (contents.kind === 'list') {
      const head = where === 'array' ? 'vect' : where === 'braces' ? 'braces' : 'ref'
      return this.node(head, withParameters(before, contents.contents.groups, where === 'index'), start)
    }
    if (contents.kind === 'comprehension') {
      if (where === 'braces') return this.node('braces', [contents.generator], start)
      return this.node(where === 'index' ? 'typed_comprehension' : 'comprehension', [...before, contents.generator], start)
    }
    const { head, args } = matrixNode(contents.items, contents.separators, contents.trailing)
    if (where === 'braces') return this.node('bracescat', head === 'hcat' ? [{ kind: 'expr', head: 'row', args }] : args, start)
    return this.node(where === 'index' ? `typed_${head}` : head, [...before, ...args], start)
  }

  bracketContents = this.RULE('bracketContents', (): BracketContents => {
    this.OPTION(() => this.CONSUME(Newline))
    let result: BracketContents = { kind: 'list', contents: { groups: [[]], lines: [], commas: false } }
    this.OPTION1({
      GATE: () => this.token(1).tokenType !== RightBracket && this.token(1).tokenType !== RightBrace,
      DEF: () => {
        result = this.OR([
          { ALT: () => this.SUBRULE(this.emptyMatrix) },
          { ALT: () => this.SUBRULE(this.bracketItems), IGNORE_AMBIGUITIES: true },
        ])
      },
    })
    return result
  })

  /** `[;;]` ==> (ncat 2) */
  emptyMatrix = this.RULE('emptyMatrix', (): BracketContents => {
    let count = 0
    const first = this.token(1)
    this.AT_LEAST_ONE(() => {
      this.CONSUME(Semicolon)
      count++
    })
    this.OPTION(() => this.CONSUME(Newline))
    if (count === 1) this.ACTION(() => this.fail('unexpected semicolon in array expression', first))
    return { kind: 'matrix', items: [], separators: [], trailing: count }
  })

  bracketItems = this.RULE('bracketItems', (): BracketContents => {
    const first = this.SUBRULE(this.item)
    let result: BracketContents = { kind: 'list', contents: { groups: [[first]], lines: [], commas: false } }
    // A newline before `for` or a comma does not end the item.
    this.OPTION({
      GATE: () => [Kw.for, Comma, RightBracket, RightBrace].includes(this.token(2).tokenType) && !this.token(1).image.includes('#'),
      DEF: () => this.CONSUME(Newline),
    })
    this.OPTION1(() => {
      result = this.OR([
        { ALT: (): BracketContents => ({ kind: 'comprehension', generator: this.SUBRULE(this.bracketGenerator, { ARGS: [first] }) }) },
        { ALT: () => this.SUBRULE(this.listTail, { ARGS: [first] }) },
        { ALT: () => this.SUBRULE(this.matrixTail, { ARGS: [first] }), IGNORE_AMBIGUITIES: true },
      ])
    })
    return result
  })

  bracketGenerator = this.RULE('bracketGenerator', (body: Ast): Ast => {
    const saved = this.enter((this.context & ~Context.spaces) | Context.skipNewlines)
    const generator = this.SUBRULE(this.generatorTail, { ARGS: [body] })
    this.leave(saved)
    this.OPTION(() => this.CONSUME(Newline))
    return generator
  })

  /** An expression without commas of its own, as between brackets. */
  item = this.RULE('item', (): Ast => this.SUBRULE(this.binary, { ARGS: [Prec.assignment] }))

  /** The rest of a list after its first element: commas, then perhaps a semicolon and parameters. */
  listTail = this.RULE('listTail', (first: Ast): BracketContents => {
    const groups: Ast[][] = [[first]]
    const saved = this.enter(this.context | Context.skipNewlines)
    this.CONSUME(Comma)
    this.OPTION({
      GATE: () => this.continuesList(),
      DEF: () => {
        groups[0].push(this.SUBRULE(this.argument))
      },
    })
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME1(Comma) },
        {
          ALT: () => {
            const semicolon = this.CONSUME(Semicolon)
            if (groups.length > 1) this.ACTION(() => this.fail('unexpected semicolon in array expression', semicolon))
            groups.push([])
          },
        },
      ])
      this.OPTION1({
        GATE: () => this.continuesList(),
        DEF: () => {
          groups[groups.length - 1].push(this.SUBRULE1(this.argument))
        },
      })
    })
    this.leave(saved)
    return { kind: 'list', contents: { groups, lines: [], commas: true } }
  })

  continuesList(): boolean {
    const type = this.token(1).tokenType
    return type !== RightBracket && type !== RightBrace && type !== Semicolon
  }

  /** The rest of a matrix after its first element. */
  matrixTail = this.RULE('matrixTail', (first: Ast): BracketContents => {
    const items = [first]
    const separators: number[] = []
    let pending = 0
    let broken = false
    this.AT_LEAST_ONE(() =>
      this.OR([
        {
          ALT: () => {
            const semicolon = this.CONSUME(Semicolon) as JuliaToken
            if (pending > 0 && semicolon.spaced) this.ACTION(() => this.fail('unexpected semicolon in array expression', semicolon))
            pending++
          },
        },
        {
          ALT: () => {
            this.CONSUME(Newline)
            broken = true
          },
        },
        {
          ALT: () => {
            const next = this.token(1)
            if (!next.spaced && pending === 0 && !broken) this.ACTION(() => this.failInArray(next))
            items.push(this.SUBRULE(this.item))
            // [a b ;;⏎ c d] continues the row on the next line
            const continued = pending === 2 && broken && separators.includes(0)
            separators.push(continued ? 0 : pending > 0 ? pending : broken ? 1 : 0)
            pending = 0
            broken = false
          },
          IGNORE_AMBIGUITIES: true,
        },
      ]),
    )
    const next = this.token(1)
    if (next.tokenType === Comma) {
      this.fail(
        'unexpected comma in array expression',
        next,
        'separate elements by commas alone, or rows by semicolons and columns by spaces',
      )
    }
    return { kind: 'matrix', items, separators, trailing: pending }
  })

  failInArray(token: JuliaToken): never {
    return this.fail(`unexpected ${JSON.stringify(token.image)} in array expression`, token, 'is a comma or a space missing before it?')
  }

  /** `body for x in y if z` ==> (generator body (filter z (= x y))) */
  override generatorTail = this.RULE('generatorTail', (body: Ast): Ast => {
    const loops: Ast[][] = []
    const start = body?.kind === 'expr' ? (body.span?.start ?? this.token(1).startOffset) : this.token(1).startOffset
    this.AT_LEAST_ONE(() => {
      this.CONSUME(Kw.for)
      let ranges: Ast[] = []
      this.AT_LEAST_ONE_SEP({
        SEP: Comma,
        DEF: () => {
          ranges.push(this.SUBRULE(this.iteration))
        },
      })
      this.OPTION({
        DEF: () => {
          this.CONSUME(Kw.if)
          const condition = this.SUBRULE(this.binary, { ARGS: [Prec.pair] })
          ranges = [{ kind: 'expr', head: 'filter', args: [condition, ...ranges] }]
        },
      })
      loops.push(ranges)
    })
    return this.ACTION(() => flattenGenerator(body, loops, { start, end: this.lastEnd() }))
  })

  /** `i in 1:9`, `i = 1:9`, `outer i ∈ 1:9` ==> (= i (call : 1 9)) */
  iteration = this.RULE('iteration', (): Ast => {
    const start = this.token(1).startOffset
    let outer = false
    this.OPTION({
      GATE: () => this.token(1).image === 'outer' && [Identifier, Op.Dollar].includes(this.token(2).tokenType),
      DEF: () => {
        this.CONSUME(Identifier)
        outer = true
      },
    })
    let variable = this.SUBRULE(this.binary, { ARGS: [Prec.pipeLeft] })
    if (outer) variable = this.node('outer', [variable], start)
    const mark = this.token(1)
    if (!this.RECORDING_PHASE && mark.image !== '=' && mark.image !== 'in' && mark.image !== '∈') this.failInIteration(mark)
    this.OR([
      { ALT: () => this.CONSUME(Op.Equals) },
      { ALT: () => this.CONSUME(Op.WordOperator) },
      { ALT: () => this.CONSUME(Op.ComparisonOperator) },
    ])
    this.OPTION1(() => this.CONSUME(Newline))
    const range = this.SUBRULE1(this.binary, { ARGS: [Prec.pipeLeft] })
    return this.node('=', [variable, range], start)
  })

  failInIteration(token: JuliaToken): never {
    const hint = token.tokenType === Comma ? 'put parentheses round the variables: for (i, x) in …' : 'a loop reads: for i in 1:10'
    return this.fail('invalid iteration specification: expected `=`, `in` or `∈`', token, hint)
  }
}
