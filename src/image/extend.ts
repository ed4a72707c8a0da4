/**
 * The program that adds to an image what was recorded (`record.ts`) while programs ran on it:
 * `extend.js FOLDER RECORD`. Nothing is run; the image's state stays what it was.
 */
import fs from 'node:fs'
import { Engine } from '../interpreter/engine.ts'
import { closedSystem } from '../runtime/host/system.ts'
import { engineHost } from '../session/engine-host.ts'
import * as parser from '../parser/parse.ts'
import { openImage } from './open.ts'
import { compileRecorded } from './record.ts'
import { saveImage } from './save.ts'

const [folder, record] = process.argv.slice(2)
const engine = new Engine({
  image: openImage(folder),
  heapBytes: 1 << 30,
  host: engineHost({ parser: () => parser, system: closedSystem(), write: () => {}, warn: () => {} }),
})
const failed = compileRecorded(
  engine,
  fs
    .readFileSync(record, 'utf8')
    .split('\n')
    .filter(l => l !== ''),
)
const sizes = saveImage(engine, folder)
console.log(
  `extended${failed > 0 ? ` (${failed} left out)` : ''}: ${Object.entries(sizes)
    .map(([k, v]) => `${k} ${(v / 1e6).toFixed(1)} MB`)
    .join(', ')}`,
)
process.exit()
