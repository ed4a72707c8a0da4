/**
 * An engine for the command line: with the machine's files and streams, on this thread. Ctrl-C ends the process at once, as
 * it does a Julia script.
 */
import os from 'node:os'
import { openImage } from '../image/open.ts'
import { Engine } from '../interpreter/engine.ts'
import { nodeSystem } from '../runtime/host/system.ts'
import { newVectorAny } from '../interpreter/world/quote.ts'
import { engineHost } from '../session/engine-host.ts'
import { imageFolder } from '../session/locate.ts'
import type { Options } from './options.ts'
import { complain, writeAll } from './output.ts'

/** Starts an engine for these options. */
export async function startEngine(o: Options): Promise<Engine> {
  const threads = o.threads === 'auto' ? os.availableParallelism() : o.threads
  const engine = new Engine({
    threads, heapBytes: o.heapBytes ?? undefined, image: openImage(imageFolder()),
    host: engineHost({
      system: nodeSystem([o.input, ...o.args]), write: writeAll, warn: text => complain(`${text}\n`), safepoint: () => {},
    }),
  })
  tellArguments(engine, o)
  await engine.startThreads()
  return engine
}

function tellArguments(engine: Engine, o: Options): void {
  const { objects } = engine
  const program = objects.newString(o.command === 'expression' ? '' : o.input)
  objects.heap.rooted([program], () => {
    const args = newVectorAny(objects, o.args.length, i => objects.newString(o.args[i]))
    engine.callBase('session_start', [program, args])
  })
}
