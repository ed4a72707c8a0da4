/**
 * How a worker process begins: loads the bundle of `worker-main.ts`, which lies beside this one, with the code that V8 made of it
 * when the image was built. Compiling that again would be most of a worker's start; a start-up snapshot (what the command
 * line starts from) costs a process that needs neither parser nor command line more than it saves.
 *
 * The code cache is used only by the very V8 and flags that made it; without it the worker starts too, slower.
 */
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import vm from 'node:vm'
import { reserveNativeStacks } from '../runtime/threads/native-stacks.ts'

/** The environment variable that names the file to which a worker writes its code at its end. */
const WRITE_CACHE = 'FATOU_CODE_CACHE'
/** With this one set a worker says when it cannot use that code. */
const WARN = 'FATOU_CODE_CACHE_CHECK'

const folder = __dirname
const file = path.join(folder, 'worker-main.cjs')
// What `import.meta.url` stands for in the bundle: it finds the other bundles from there.
Object.assign(globalThis, { fatouUrl: pathToFileURL(path.join(folder, '../dist/worker-main.js')).href })

function readCache(): Buffer | undefined {
  try {
    return fs.readFileSync(path.join(folder, 'worker-main.cache'))
  } catch {
    return undefined
  }
}

// The code is good for the flags that the engine's loading will have set: they have to be set before it is looked at.
reserveNativeStacks()

const source = `(function (exports, require, module, __filename, __dirname) {${fs.readFileSync(file, 'latin1')}\n})`
const script = new vm.Script(source, { filename: file, cachedData: readCache() })
if (script.cachedDataRejected && process.env[WARN]) console.error("the worker's code was kept by another V8 or for other flags")
const into = process.env[WRITE_CACHE]
if (into) process.on('exit', () => fs.writeFileSync(into, script.createCachedData()))
script.runInThisContext()({}, createRequire(file), { exports: {} }, file, folder)
