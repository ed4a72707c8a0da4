/**
 * The command line as a V8 start-up snapshot: everything is loaded, the parser is made and the runtime's module built before the snapshot is written,
 * so that a process that starts from it has only the heap to fill.
 *
 * The bundle is a CommonJS script (a snapshot takes no modules); in it `import.meta.url` stands for `globalThis.fatouUrl`,
 * the address of the bundle `main.js`, which the process that starts from the snapshot finds beside it.
 */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import v8 from 'node:v8'
import { parseAll } from '../parser/parse.ts'
import { makeSourceFile } from '../source/source-file.ts'
import { start } from './command.ts'
// Loaded now rather than when the command is known.
import './dump.ts'
import './lesson.ts'
import './script.ts'

const FLAG = '--snapshot-blob'

function main(): void {
  const at = process.execArgv.indexOf(FLAG)
  const blob = process.execArgv[at + 1]
  // Worker threads and processes name their own beginnings.
  process.execArgv.splice(at, 2)
  Object.assign(globalThis, { fatouUrl: pathToFileURL(path.join(path.dirname(path.resolve(blob)), 'dist/main.js')).href })
  // A snapshot's process has no script: `--` is in its place.
  void start(process.argv.slice(process.argv[1] === '--' ? 2 : 1))
}

parseAll(makeSourceFile('none', 'f(x) = x + 1'))
v8.startupSnapshot.setDeserializeMainFunction(main)
