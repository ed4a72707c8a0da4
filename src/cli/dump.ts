/** `fatou dump STAGE FILE [--fn NAME]`: what one stage of the compiler made of a file. */
import { printExpr } from '../parser/print-expr.ts'
import { parseAll } from '../parser/parse.ts'
import { tokenize } from '../lexer/lexer.ts'
import { renderDiagnostic } from '../source/diagnostic.ts'
import { makeSourceFile } from '../source/source-file.ts'
import type { Options } from './options.ts'
import { complain, say } from './output.ts'
import { readSource } from './source-text.ts'

export async function dump(o: Options): Promise<number> {
  const source = makeSourceFile(o.input, readSource(o.input))
  if (o.stage === 'tokens') {
    for (const t of tokenize(source.text)) say(`${t.startOffset}\t${t.tokenType.name}\t${JSON.stringify(t.image)}\n`)
    return 0
  }
  const { ast, errors } = parseAll(source)
  if (errors.length > 0) complain(`${errors.map(renderDiagnostic).join('\n')}\n`)
  if (o.stage === 'ast') say(`${printExpr(ast)}\n`)
  else complain(`fatou dump ${o.stage} is not there yet\n`)
  return errors.length > 0 ? 1 : 0
}
