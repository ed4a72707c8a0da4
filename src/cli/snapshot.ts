/**
 * The command line as a V8 start-up snapshot: everything is loaded, the parser is made and the world of the image is read
 * before the snapshot is written, so that a process that starts from it has only the heap to fill.
 */
import v8 from 'node:v8'
import { openWorld } from '../image/open.ts'
import { makeSourceFile } from '../source/source-file.ts'
import { parseAll } from '../parser/parse.ts'
import { start } from './command.ts'

parseAll(makeSourceFile('none', 'f(x) = x + 1'))
openWorld(process.env.FATOU_IMAGE as string)
v8.startupSnapshot.setDeserializeMainFunction(() => {
  console.error(process.argv, process.execArgv)
  void start(process.argv.slice(1))
})
