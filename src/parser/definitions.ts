/**
 * Definitions: `function`, `macro`, `struct`, `mutable struct`, `abstract type`, `primitive type`.
 *
 * A function's body begins with a line node of its own, that of the word `function`. Mirrors the manual's chapters
 * "Functions" and "Types".
 */
import { AbstractType, Kw, Mutable, Newline, Op, PrimitiveType, Semicolon, TypeWord, type JuliaToken } from '../lexer/tokens.ts'
import { Prec } from '../lexer/operators.ts'
import { Context } from './base.ts'
import { BlockRules } from './blocks.ts'
import { isExpr, type Ast } from './expr.ts'
import { bodyBlock } from './trees.ts'

export abstract class DefinitionRules extends BlockRules {
  /** `function f(x) … end` ==> (function (call f x) (block line …)), `function f end` ==> (function f) */
  function = this.RULE('function', (): Ast => {
    const word = this.CONSUME(Kw.function)
    const line = this.lineNode(this.lineAt(word.startOffset))
    const saved = this.enterBlock(word)
    const signature = this.SUBRULE(this.signature)
    const body = this.SUBRULE(this.block)
    const isBare = this.isBareName(signature, body)
    this.leaveBlock(saved)
    return this.ACTION(() => {
      if (isBare) return this.node('function', [signature], word.startOffset)
      this.checkSignature(signature, word)
      return this.node('function', [signature, bodyBlock(line, body)], word.startOffset)
    })
  })

  /** `macro m(x) … end` ==> (macro (call m x) (block line …)) */
  macro = this.RULE('macro', (): Ast => {
    const word = this.CONSUME(Kw.macro)
    const line = this.lineNode(this.lineAt(word.startOffset))
    const saved = this.enterBlock(word)
    const signature = this.SUBRULE(this.signature)
    const body = this.SUBRULE(this.block)
    const isBare = this.isBareName(signature, body)
    this.leaveBlock(saved)
    return this.ACTION(() => {
      if (isBare) return this.node('macro', [signature], word.startOffset)
      if (!isExpr(signature, 'call') && !isExpr(signature, 'where')) {
        this.fail('invalid macro definition', word, 'a macro definition reads: macro name(args) … end')
      }
      return this.node('macro', [signature, bodyBlock(line, body)], word.startOffset)
    })
  })

  /** True for a name with no arguments and no body: it declares a function without methods. */
  isBareName(signature: Ast | undefined, body: Ast): boolean {
    const named = signature?.kind === 'symbol' || (signature !== undefined && (isExpr(signature, '.') || isExpr(signature, '$')))
    return named && isExpr(body) && body.args.every(arg => arg.kind === 'line')
  }

  checkSignature(signature: Ast, word: { startOffset: number; image: string } & object): void {
    const inner = isExpr(signature, 'where') || isExpr(signature, '::') ? signature.args[0] : signature
    if (inner.kind === 'symbol' || isExpr(inner, '.')) {
      this.fail('expected `(` in function definition', word as JuliaToken, 'a definition reads: function name(args) … end')
    }
  }

  /** What stands after `function`: a call, or the parameters alone, with a return type and `where`s. */
  signature = this.RULE('signature', (): Ast => {
    const start = this.token(1).startOffset
    let signature = this.OR([{ ALT: () => this.SUBRULE(this.operatorSignature) }, { ALT: () => this.SUBRULE(this.postfix) }])
    this.ACTION(() => {
      signature = this.anonymousParameters(signature, start)
    })
    this.OPTION(() => {
      this.CONSUME(Op.DoubleColon)
      const type = this.SUBRULE1(this.postfix)
      signature = this.node('::', [signature, type], start)
    })
    this.MANY(() => {
      const params = this.SUBRULE(this.whereParameters)
      this.ACTION(() => {
        signature = this.node('where', [signature, ...params], start)
      })
    })
    return signature
  })

  /** `function -(x)` */
  operatorSignature = this.RULE('operatorSignature', (): Ast => {
    const token = this.OR(
      [Op.SignOperator, Op.UnaryOperator, Op.Tilde, Op.StarOperator, Op.SubtypeOperator, Op.Ampersand].map(type => ({
        ALT: () => this.CONSUME(type),
      })),
    ) as JuliaToken
    const name = this.symbolOf(token, token.op?.name)
    return this.SUBRULE(this.suffixes, { ARGS: [name, token.startOffset] })
  })

  /** `function (x) … end` has the parameters (tuple x) */
  anonymousParameters(signature: Ast, start: number): Ast {
    if (signature !== this.parenthesized || this.token(0).image !== ')') return signature
    const isParameters = isExpr(signature) && ['tuple', 'block', '...', 'call', 'where'].includes(signature.head)
    return isParameters ? signature : this.node('tuple', [signature], start)
  }

  /** `mutable struct A{T} <: B … end` ==> (struct true (<: (curly A T) B) (block …)) */
  struct = this.RULE('struct', (): Ast => {
    const start = this.token(1).startOffset
    let mutable = false
    this.OPTION(() => {
      this.CONSUME(Mutable)
      mutable = true
    })
    const word = this.CONSUME(Kw.struct)
    const saved = this.enterBlock(word)
    const name = this.SUBRULE(this.typeName)
    const body = this.SUBRULE(this.block)
    this.leaveBlock(saved)
    return this.node('struct', [{ kind: 'bool', value: mutable }, name, body], start)
  })

  typeName = this.RULE('typeName', (): Ast => this.SUBRULE(this.binary, { ARGS: [Prec.comparison] }))

  /** `abstract type A <: B end` ==> (abstract (<: A B)) */
  abstract = this.RULE('abstractType', (): Ast => {
    const word = this.CONSUME(AbstractType)
    this.CONSUME(TypeWord)
    const saved = this.enterBlock(word)
    const name = this.SUBRULE(this.typeName)
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(Newline) }, { ALT: () => this.CONSUME(Semicolon) }]))
    this.leaveBlock(saved)
    return this.node('abstract', [name], word.startOffset)
  })

  /** `primitive type A 8 end` ==> (primitive A 8) */
  primitive = this.RULE('primitiveType', (): Ast => {
    const word = this.CONSUME(PrimitiveType)
    this.CONSUME(TypeWord)
    const saved = this.enterBlock(word)
    // Spaces separate the name from the size.
    const block = this.enter(Context.spaces)
    const name = this.SUBRULE(this.typeName)
    const size = this.SUBRULE1(this.binary, { ARGS: [Prec.pair] })
    this.leave(block)
    this.MANY(() => this.OR([{ ALT: () => this.CONSUME(Newline) }, { ALT: () => this.CONSUME(Semicolon) }]))
    this.leaveBlock(saved)
    return this.node('primitive', [name, size], word.startOffset)
  })
}
