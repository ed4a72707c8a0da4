/**
 * The tree a Julia parser gives, as plain data: Julia's own `Expr`, `Symbol`, `QuoteNode`, `LineNumberNode` and
 * literals. It is what the parser makes, what macros see (copied into the heap and back) and what lowering reads.
 *
 * Invariants: plain objects only (the tree is stored in images with a structured clone); `head` and the order of
 * `args` are exactly those of Julia's `Meta.parse`. `span` is a range of the source file's text (UTF-16 units) and is
 * missing on nodes made by macros. Mirrors the manual's chapter "Julia ASTs".
 */

import type { Span } from '../source/span.ts'

export type { Span }

export interface Expr {
  readonly kind: 'expr'
  readonly head: string
  readonly args: Ast[]
  span?: Span
}

export interface SymbolNode {
  readonly kind: 'symbol'
  readonly name: string
  span?: Span
}

export interface LineNumberNode {
  readonly kind: 'line'
  /** 1-based line. */
  readonly line: number
  readonly file: string
}

/** Julia's `QuoteNode`: the value stands for itself when evaluated. */
export interface QuoteNode {
  readonly kind: 'quotenode'
  readonly value: Ast
  span?: Span
}

export type IntTypeName = 'Int8' | 'Int16' | 'Int32' | 'Int64' | 'Int128' | 'UInt8' | 'UInt16' | 'UInt32' | 'UInt64' | 'UInt128' | 'BigInt'

/** An integer literal; `value` is the mathematical value (already in the type's range). */
export interface IntLiteral {
  readonly kind: 'int'
  readonly type: IntTypeName
  readonly value: bigint
  span?: Span
}

export interface FloatLiteral {
  readonly kind: 'float'
  readonly type: 'Float64' | 'Float32' | 'Float16'
  readonly value: number
  span?: Span
}

/** A character literal, by code point. */
export interface CharLiteral {
  readonly kind: 'char'
  readonly code: number
  span?: Span
}

/**
 * A string literal without interpolation, escapes resolved. Bytes that are not valid UTF-8 (from `"\xff"`) appear as
 * U+DC80…U+DCFF, one lone surrogate per byte; `source/utf8.ts` converts both ways.
 */
export interface StringLiteral {
  readonly kind: 'string'
  readonly value: string
  span?: Span
}

export interface BoolLiteral {
  readonly kind: 'bool'
  readonly value: boolean
  span?: Span
}

export interface NothingLiteral {
  readonly kind: 'nothing'
}

/** `GlobalRef(mod, name)`; `module` is the dotted path of the module from its root, such as `Base` or `Main.A.B`. */
export interface GlobalRefNode {
  readonly kind: 'globalref'
  readonly module: string
  readonly name: string
}

/** A runtime value that a macro or `$` spliced into the tree: its heap address, kept alive by whoever holds the tree. */
export interface HeapValue {
  readonly kind: 'heap'
  readonly address: number
}

export type Literal = IntLiteral | FloatLiteral | CharLiteral | StringLiteral | BoolLiteral | NothingLiteral

export type Ast = Expr | SymbolNode | LineNumberNode | QuoteNode | GlobalRefNode | HeapValue | Literal

/** Makes an `Expr`. */
export function expr(head: string, args: Ast[], span?: Span): Expr {
  return span ? { kind: 'expr', head, args, span } : { kind: 'expr', head, args }
}

/** Makes a `Symbol`. */
export function symbol(name: string, span?: Span): SymbolNode {
  return span ? { kind: 'symbol', name, span } : { kind: 'symbol', name }
}

/** True for an `Expr`, with this head if one is given. */
export function isExpr(node: Ast): node is Expr
export function isExpr<H extends string>(node: Ast, head: H): node is Expr & { readonly head: H }
export function isExpr(node: Ast, head?: string): boolean {
  return node.kind === 'expr' && (head === undefined || node.head === head)
}
