// Makes the image: loads Base and the standard libraries, runs the warm-up program, stores the engine in build/image.
import fs from 'node:fs'
import path from 'node:path'
import { saveImage } from './save.ts'
import { Engine } from '../interpreter/engine.ts'
import { newVectorAny } from '../interpreter/world/quote.ts'
import { closedHost } from '../session/engine-host.ts'
import { packageFolder } from '../session/locate.ts'

const root = packageFolder()
const folder = process.argv[2] ?? path.join(root, 'build/image')
const start = performance.now()
const engine = new Engine({ heapBytes: 1 << 30, host: closedHost() })
const failures: string[] = []
const note = (where: string, e: unknown): void => void failures.push(`${where}: ${engine.describe(e).split('\n')[0]}`)
const read = (file: string): string => {
  try {
    return fs.readFileSync(path.join(root, 'base', file), 'utf8')
  } catch {
    failures.push(`no file base/${file}`)
    return ''
  }
}

engine.loadBase(read, (e, place) => note(`${place.file}:${place.line}`, e))
for (const file of fs.readdirSync(path.join(root, 'base/stdlib')).sort()) {
  const name = /^([A-Z]\w*)\.jl$/.exec(file)?.[1]
  if (name) engine.loadLibrary(name, read, (e, place) => note(`${place.file}:${place.line}`, e))
}
const loaded = performance.now()
engine.compiler.forgetCompiled()
// What every process does.
const none = engine.objects.newString('')
engine.callBase('session_start', [none, newVectorAny(engine.objects, 1, () => engine.objects.newString(''))])
engine.callBase('run_exit_hooks', [engine.objects.newInt(0)])
const warmUp = path.join(root, 'scripts/warm-up.jl')
for (const cell of fs.readFileSync(warmUp, 'utf8').split(/^# %%.*$/m)) {
  try {
    await engine.runAsync(engine.pipeline.evaluateText(cell, { module: 'Main', file: 'warm-up.jl', line: 1, softScope: true }))
  } catch (e) {
    note(`warm-up ${JSON.stringify(cell.trim().slice(0, 40))}`, e)
  }
}
const warm = performance.now()
const sizes = saveImage(engine, folder)
const seconds = (a: number, b: number): string => `${((b - a) / 1000).toFixed(1)} s`
console.log(`image: loaded in ${seconds(start, loaded)}, warmed up in ${seconds(loaded, warm)}, stored in ${seconds(warm, performance.now())}`)
console.log(Object.entries(sizes).map(([k, v]) => `${k} ${(v / 1e6).toFixed(1)} MB`).join(', '))
for (const f of failures.slice(0, 40)) console.error(`failed: ${f}`)
process.exit(failures.length > 0 && process.env.FATOU_STRICT ? 1 : 0)
