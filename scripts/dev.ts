// A development runner: evaluates files over boot.jl only (or Base, with --base), printing each value's bits.
import fs from 'node:fs'
import path from 'node:path'
import { nodeSystem } from '../src/runtime/host/system.ts'
import { Engine } from '../src/interpreter/engine.ts'
import { printTemplate } from '../src/interpreter/lower/print.ts'
const base = path.join(import.meta.dirname, '../base')
const engine = new Engine({
  heapBytes: 1 << 30,
  host: {
    system: nodeSystem([]), write: (fd, b) => void fs.writeSync(fd, b), call: (_e, op, args) => { throw new Error(`host call ${op} ${args}`) },
    callFloat: (op) => op === 1 ? performance.now() * 1e6 : op === 2 ? Date.now() / 1000 : 0, safepoint: () => {}, taskSwitch: async () => 0, loadModule: () => false,
    warn: t => console.error(t), published: () => {},
  },
})
void printTemplate
const show = (e: unknown): string => {
  const tag = engine.thread.globals.tag
  if (e instanceof (WebAssembly as any).Exception && (e as any).is(tag)) {
    const at = (e as any).getArg(tag, 0) >>> 0
    const t = engine.objects.typeOf(at)
    const fields = t.name.fieldNames.map((n, i) => {
      const v = engine.objects.loadField(at, t, i)
      if (!v) return `${n}=#undef`
      const ty = engine.objects.typeAt(v)
      if (ty) return `${n}=type#${(ty as any).name?.name}`
      const vt = engine.objects.typeOf(v)
      return `${n}=${vt.name.name}${['String', 'Symbol'].includes(vt.name.name) ? ':' + engine.objects.text(v) : vt.name.family==='tuple' ? '(' + vt.params.map((p:any) => p.name?.name) + ')' : ''}`
    })
    return `Julia exception ${t.name.name}(${fields}) \n${process.env.TRACE ? engine.thread.errors.traceOf(at) : ''}`
  }
  return (e as Error).stack ?? String(e)
}
try {
  const seen = new Map<string, number>()
  engine.loadBase(p => { try { return fs.readFileSync(path.join(base, p), 'utf8') } catch { console.log('missing', p); return '' } }, (e, place) => { const m = show(e); const key = place.file; const n = (seen.get(key) ?? 0) + 1; seen.set(key, n); if (n <= 3) console.log(`${place.file}:${place.line} ${m.split('\n').slice(0, process.env.TRACE ? 30 : 5).join('\n')}`) })
  console.log('errors', seen)
  if (process.env.STRESS) engine.thread.globals.heap.i32[(1024 + 48) >>> 2] = Number(process.env.STRESS)
  const files = process.argv.slice(2)
  for (const f of files) {
    const text = fs.readFileSync(f, 'utf8')
    const { parseAll } = await import('../src/parser/parse.ts')
    const { makeSourceFile } = await import('../src/source/source-file.ts')
    const { ast, errors } = parseAll(makeSourceFile(f, text))
    if (errors.length) console.log(errors)
    const place = { module: process.env.MOD ?? 'Core', file: f, line: 1, softScope: true }
    for (const a of ast.args) {
      try {
        const t0 = performance.now()
        const v = engine.pipeline.runNow(engine.pipeline.evaluate(a, place))
        if (a.kind === 'line') continue
        const ty = engine.objects.typeAt(v)
        if (ty) { console.log('type', (ty as any).name?.name); continue }
        const t = engine.objects.typeOf(v)
        console.log(t.name.name, t.name.primitiveBits ? engine.objects.bitsOf(v) : t.name.name === 'String' ? engine.objects.text(v) : '', (performance.now() - t0).toFixed(1) + 'ms')
      } catch (e) { console.log(place.line, show(e)) }
    }
  }
} catch (e) { console.log(show(e)) }
console.log(engine.compiler.times, engine.world.instances.length)
process.exit()
