/**
 * Runs the programs named on the command line, each in a module of its own of one engine with THREADS threads, and prints
 * for each a line of JSON: { file, output }. When a program prints `interrupt me`, another JavaScript thread interrupts it.
 */
import * as parser from '../../src/parser/parse.ts'
import fs from 'node:fs'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import { openImage } from '../../src/image/open.ts'
import { Engine } from '../../src/interpreter/engine.ts'
import { CONTROL, Control } from '../../src/runtime/layout/memory-map.ts'
import { closedSystem } from '../../src/runtime/host/system.ts'
import { engineHost } from '../../src/session/engine-host.ts'
import { imageFolder } from '../../src/session/locate.ts'

let output = ''

const engine = new Engine({
  heapBytes: 1 << 30,
  image: openImage(imageFolder()),
  threads: Number(process.env.THREADS ?? 4),
  host: engineHost({
    parser: () => parser,
    system: closedSystem(),
    write: (_fd, bytes) => {
      output += new TextDecoder().decode(bytes)
      if (output.endsWith('interrupt me\n')) interruptSoon()
    },
    warn: text => {
      output += text
    },
  }),
})

function interruptSoon(): void {
  const interrupts = new URL('../../src/runtime/tasks/interrupts.ts', import.meta.url).href
  const code = `
    const { workerData } = require('node:worker_threads')
    import('${interrupts}').then(m => setTimeout(() => m.requestInterrupt(new Int32Array(workerData.buffer)), 50))`
  new Worker(code, { eval: true, workerData: engine.thread.memory }).unref()
}

// Collects at every so many allocations of whatever thread.
engine.thread.globals.heap.i32[(CONTROL + Control.gcStress) >>> 2] = Number(process.env.GC_STRESS ?? 0)
await engine.startThreads()
for (const file of process.argv.slice(2)) {
  output = ''
  const name = path.basename(file, '.jl').replaceAll('-', '_')
  const text = `module ${name}\nusing Base.Threads\n${fs.readFileSync(file, 'utf8')}\nend`
  try {
    await engine.runAsync(engine.pipeline.evaluateText(text, { module: 'Main', file, line: -1, softScope: false }))
  } catch (e) {
    output += `ERROR: ${engine.describe(e)}\n`
  }
  console.log(JSON.stringify({ file: path.basename(file), output }))
}
await engine.close()
process.exit()
