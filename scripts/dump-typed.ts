// Development: prints the typed IR of instances whose name is given: dump-typed.ts FILE NAME
// SPLIT=1 applies the passes on tuples first, HOLD=1 also the one on arrays.
import fs from 'node:fs'
import path from 'node:path'
import { Engine } from '../src/interpreter/engine.ts'
import { nodeSystem } from '../src/runtime/host/system.ts'
import { holdArrays } from '../src/interpreter/infer/hold-arrays.ts'
import { openTuples } from '../src/interpreter/infer/open-tuples.ts'
import { splitTuples } from '../src/interpreter/infer/split-tuples.ts'
import { printTyped } from '../src/interpreter/infer/print.ts'
import { parseAll } from '../src/parser/parse.ts'
import { makeSourceFile } from '../src/source/source-file.ts'
const base = path.join(import.meta.dirname, '../base')
const engine = new Engine({
  heapBytes: 1 << 30,
  host: {
    system: nodeSystem([]), write: (fd, b) => void fs.writeSync(fd, b), call: (_e, op) => { throw new Error(`host call ${op}`) },
    callFloat: op => (op === 1 ? performance.now() * 1e6 : Date.now() / 1000), safepoint: () => {}, taskSwitch: async () => 0, loadModule: () => false,
    warn: t => console.error(t), published: () => {},
  },
})
engine.loadBase(p => { try { return fs.readFileSync(path.join(base, p), 'utf8') } catch { console.log('missing', p); return '' } }, () => {})
const before = engine.world.instances.length
const [file, name] = process.argv.slice(2)
const { ast } = parseAll(makeSourceFile(file, fs.readFileSync(file, 'utf8')))
const place = { module: 'Main', file, line: 1, softScope: true }
for (const a of ast.args) {
  try { engine.pipeline.runNow(engine.pipeline.evaluate(a, place)) } catch (e) { console.log(String(e)) }
}
const { types } = engine.world
for (const inst of engine.world.instances) {
  if (inst.id < before - 1e9 || inst.name !== name) continue
  let { typed } = inst
  if (typed && (process.env.SPLIT || process.env.HOLD)) typed = openTuples(types, splitTuples(types, typed, inst.argTypes.length), inst.argTypes.length)
  if (typed && process.env.HOLD) typed = holdArrays(types, typed)
  console.log(printTyped(engine.world, { ...inst, typed }))
}
process.exit()
