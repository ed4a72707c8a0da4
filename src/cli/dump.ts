/**
 * `fatou dump STAGE FILE [--fn NAME]`: what one stage of the compiler made of a file. Tokens and trees come from the text
 * alone; for the later stages the program is run, since what they see depends on what was defined before.
 */
import type { EmittedModule } from '../interpreter/emit/context.ts'
import { optimize } from '../interpreter/infer/passes.ts'
import { printTyped } from '../interpreter/infer/print.ts'
import { printTemplate } from '../interpreter/lower/print.ts'
import type { MethodTemplate } from '../interpreter/lower/ir.ts'
import { tokenize } from '../lexer/lexer.ts'
import { parseAll, printExpr } from '../parser/parse.ts'
import { evaluate } from '../session/evaluate.ts'
import { renderDiagnostic } from '../source/diagnostic.ts'
import { makeSourceFile } from '../source/source-file.ts'
import { printModule } from '../wasm/print.ts'
import type { Options } from './options.ts'
import { complain, say } from './output.ts'
import { startEngine } from './program.ts'
import { readSource } from './source-text.ts'

/** Prints the stage; the status is 1 if the file has syntax errors, or its program failed. */
export async function dump(o: Options): Promise<number> {
  const source = makeSourceFile(o.input, readSource(o.input))
  if (o.stage === 'tokens') {
    for (const t of tokenize(source.text)) say(`${t.startOffset}\t${t.tokenType.name}\t${JSON.stringify(t.image)}\n`)
    return 0
  }
  if (o.stage !== 'ast') return await dumpProgram(o, source.text)
  const { ast, errors } = parseAll(source)
  say(`${printExpr(ast)}\n`)
  if (errors.length > 0) complain(`${errors.map(renderDiagnostic).join('\n')}\n`)
  return errors.length > 0 ? 1 : 0
}

async function dumpProgram(o: Options, text: string): Promise<number> {
  const program = await startEngine({ ...o, threads: 1 })
  const { engine } = program
  const isWanted = (name: string): boolean => o.fn === null || name === o.fn
  const first = engine.world.instances.length
  const modules: EmittedModule[] = []
  const compilerHost = engine.compiler.host
  const publish = compilerHost.publish.bind(compilerHost)
  compilerHost.publish = m => {
    modules.push(m)
    publish(m)
  }
  const lowered: MethodTemplate[] = []
  engine.pipeline.host.observe = (stage, what) => {
    if (stage === 'lowered') lowered.push(what as MethodTemplate)
  }
  const outcome = await evaluate(engine, { text, file: o.input, line: 1, softScope: false, asFile: true }, false)
  if (outcome.kind === 'error') complain(`${outcome.message}\n`)
  if (o.stage === 'lowered') showLowered(lowered, o.fn)
  if (o.stage === 'typed' || o.stage === 'optimized') {
    for (const i of [...engine.world.instances].slice(first)) {
      if (!i.typed || !isWanted(i.name)) continue
      const typed = o.stage === 'typed' ? i.typed : optimize(engine.world.types, i.typed, i.argTypes.length)
      say(`${printTyped(engine.world, { ...i, typed })}\n`)
    }
  }
  if (o.stage === 'wat') {
    const only = o.fn === null ? undefined : (name: string): boolean => name.replace(/#\d+.*$/, '') === o.fn
    for (const m of modules) if (m.functions.some(f => isWanted(f.name))) say(`${printModule(m.bytes, { only })}\n`)
  }
  await program.close()
  return outcome.kind === 'error' ? 1 : 0
}

/** The top-level thunks, or the methods with a name that they define. */
function showLowered(thunks: readonly MethodTemplate[], fn: string | null): void {
  const found = fn === null ? thunks : thunks.flatMap(t => templatesIn(t)).filter(t => t.name === fn)
  for (const t of found) say(`${printTemplate(t)}\n`)
}

/** The templates inside a thunk's definitions. */
function templatesIn(x: unknown): MethodTemplate[] {
  if (typeof x !== 'object' || x === null) return []
  const inner = Object.values(x).flatMap(templatesIn)
  return 'ssaCount' in x ? [x as MethodTemplate, ...inner] : inner
}
