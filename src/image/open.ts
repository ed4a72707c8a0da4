/** Opens an image folder: what `new Engine({ image })` starts from. Each engine needs a world of its own: open once for each. */
import fs from 'node:fs'
import path from 'node:path'
import v8 from 'node:v8'
import type { EngineImage } from '../interpreter/engine.ts'
import type { LineTable } from '../interpreter/line-tables.ts'
import type { ByteSource } from '../runtime/heap/index.ts'
import { imageFiles, type StoredWorld } from './files.ts'
import { GraphReader } from './graph-reader.ts'
import { recordRows } from './record.ts'

/** @throws Error if there is no image in the folder */
export function openImage(folder: string): EngineImage {
  const read = (name: keyof typeof imageFiles): Uint8Array => fs.readFileSync(path.join(folder, imageFiles[name]))
  const reader = openWorld(path.join(folder, imageFiles.world))
  const { world, counters, starts } = reader.row(0) as StoredWorld
  recordRows(reader)
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

/** The graph of a file, which stays open: any of its parts may be wanted later. */
export function openWorld(file: string): GraphReader {
  const fd = fs.openSync(file, 'r')
  return new GraphReader({ size: fs.fstatSync(fd).size, read: (into, position) => readFully(file, fd, into, position) })
}

/** A file's bytes from its beginning, read as they are asked for; closed at its end. */
function fileSource(file: string): ByteSource {
  const fd = fs.openSync(file, 'r')
  let left = fs.fstatSync(fd).size
  return {
    read(into) {
      readFully(file, fd, into, null)
      left -= into.length
      if (left === 0) fs.closeSync(fd)
    },
  }
}

function readFully(file: string, fd: number, into: Uint8Array, position: number | null): void {
  for (let done = 0; done < into.length; ) {
    const n = fs.readSync(fd, into, done, into.length - done, position === null ? null : position + done)
    if (n === 0) throw new Error(`${file} ends too early`)
    done += n
  }
}
