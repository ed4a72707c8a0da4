/** Opens an image folder: what `new Engine({ image })` starts from. Each engine needs a world of its own: open once for each. */
import fs from 'node:fs'
import path from 'node:path'
import v8 from 'node:v8'
import type { EngineImage } from '../interpreter/engine.ts'
import type { LineTable } from '../interpreter/line-tables.ts'
import type { ByteSource } from '../runtime/heap/index.ts'
import { imageFiles, type StoredWorld } from './files.ts'
import { readGraph } from './graph-reader.ts'

/** @throws Error if there is no image in the folder */
export function openImage(folder: string): EngineImage {
  const read = (name: keyof typeof imageFiles): Uint8Array => fs.readFileSync(path.join(folder, imageFiles[name]))
  const { world, counters, starts } = readGraph(read('world')) as StoredWorld
  world.templateStore = { fd: fs.openSync(path.join(folder, imageFiles.templates), 'r'), starts }
  let lines: LineTable | undefined
  return {
    heap: fileSource(path.join(folder, imageFiles.heap)),
    world,
    counters,
    code: read('code'),
    runtime: read('runtime'),
    lines: () => (lines ??= v8.deserialize(read('lines')) as LineTable),
  }
}

/** A file's bytes from its beginning, read as they are asked for; closed at its end. */
function fileSource(file: string): ByteSource {
  const fd = fs.openSync(file, 'r')
  let left = fs.fstatSync(fd).size
  return {
    read(into) {
      for (let done = 0; done < into.length; ) {
        const n = fs.readSync(fd, into, done, into.length - done, null)
        if (n === 0) throw new Error(`${file} ends too early`)
        done += n
      }
      left -= into.length
      if (left === 0) fs.closeSync(fd)
    },
  }
}
