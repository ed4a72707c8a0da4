/**
 * Julia's reserved words. `true` and `false` are literals; `mutable`, `abstract`, `primitive`, `type`, `public`,
 * `outer`, `as`, `in`, `isa` and `where` are words with a meaning in some places only.
 */
export const keywordNames = [
  'begin',
  'while',
  'if',
  'for',
  'try',
  'return',
  'break',
  'continue',
  'function',
  'macro',
  'quote',
  'let',
  'local',
  'global',
  'const',
  'do',
  'struct',
  'module',
  'baremodule',
  'using',
  'import',
  'export',
  'end',
  'else',
  'elseif',
  'catch',
  'finally',
] as const
export type KeywordName = (typeof keywordNames)[number]

export const keywordSet: ReadonlySet<string> = new Set(keywordNames)
