/**
 * The program that makes the image (`npm run build` starts it): loads Base and the standard libraries, runs
 * `scripts/warm-up.jl`, stores the engine in the folder of its argument, else in `build/image`.
 *
 * Statements that fail are listed, and the status is then 1: the image is without them.
 */
import fs from 'node:fs'
import path from 'node:path'
import { Engine } from '../interpreter/engine.ts'
import * as parser from '../parser/parse.ts'
import { newModule } from '../interpreter/world/modules.ts'
import { newVectorAny } from '../interpreter/world/quote.ts'
import { ProcessHost } from '../processes/host.ts'
import { closedSystem } from '../runtime/host/system.ts'
import { engineHost } from '../session/engine-host.ts'
import { packageFolder } from '../session/locate.ts'
import { saveImage } from './save.ts'

const HEAP_BYTES = 1 << 30
/** The module the warm-up runs in, which is gone afterwards. */
const WARM_UP = 'WarmUp'

const root = packageFolder()
const folder = process.argv[2] ?? path.join(root, 'build/image')
const failures: string[] = []
const libraries = new Set<string>()
let processes: ProcessHost | null = null

const engine: Engine = new Engine({
  heapBytes: HEAP_BYTES,
  host: engineHost({
    parser: () => parser,
    system: closedSystem(),
    write: () => {},
    warn: text => void failures.push(text),
    call: (op, args) => processes?.call(op, args) ?? null,
    loadModule: name => loadLibrary(name),
  }),
})

function note(where: string, e: unknown): void {
  failures.push(`${where}: ${engine.describe(e).split('\n')[0]}`)
}

function readBase(file: string): string {
  try {
    return fs.readFileSync(path.join(root, 'base', file), 'utf8')
  } catch {
    failures.push(`no file base/${file}`)
    return ''
  }
}

/** Loads a standard library once; those that it uses come first. */
function loadLibrary(name: string): boolean {
  if (!fs.existsSync(path.join(root, `base/stdlib/${name}.jl`))) return false
  if (libraries.has(name)) return true
  libraries.add(name)
  engine.loadLibrary(name, readBase, (e, place) => note(`${place.file}:${place.line}`, e))
  return true
}

function loadAll(): void {
  engine.loadBase(readBase, (e, place) => note(`${place.file}:${place.line}`, e))
  for (const file of fs.readdirSync(path.join(root, 'base/stdlib')).sort()) {
    const name = /^([A-Z]\w*)\.jl$/.exec(file)?.[1]
    if (name) loadLibrary(name)
  }
}

/** Runs what most programs do, so that it is compiled into the image. */
async function warmUp(): Promise<void> {
  engine.compiler.forgetCompiled()
  const { objects, world } = engine
  processes = new ProcessHost(engine, {
    heapBytes: HEAP_BYTES,
    threads: 1,
    commandLine: [],
    maxProcesses: 0,
    write: () => {},
  })
  const none = objects.newString('')
  engine.callBase('session_start', [none, newVectorAny(objects, 1, () => objects.newString(''))])
  engine.callBase('run_exit_hooks', [objects.newInt(0)])
  newModule(world, WARM_UP, WARM_UP, false)
  for (const cell of fs.readFileSync(path.join(root, 'scripts/warm-up.jl'), 'utf8').split(/^# %%.*$/m)) {
    try {
      await engine.runAsync(engine.pipeline.evaluateText(cell, { module: WARM_UP, file: 'warm-up.jl', line: 1, softScope: true }))
    } catch (e) {
      note(`warm-up ${JSON.stringify(cell.trim().slice(0, 40))}`, e)
    }
  }
  world.modules.delete(WARM_UP)
  processes.close()
}

const times = [performance.now()]
loadAll()
times.push(performance.now())
await warmUp()
times.push(performance.now())
const sizes = saveImage(engine, folder)
times.push(performance.now())
const seconds = (i: number): string => `${((times[i] - times[i - 1]) / 1000).toFixed(1)} s`
console.log(`image: loaded in ${seconds(1)}, warmed up in ${seconds(2)}, stored in ${seconds(3)}`)
console.log(
  Object.entries(sizes)
    .map(([k, v]) => `${k} ${(v / 1e6).toFixed(1)} MB`)
    .join(', '),
)
for (const f of failures.slice(0, 40)) console.error(`failed: ${f}`)
process.exit(failures.length > 0 ? 1 : 0)
