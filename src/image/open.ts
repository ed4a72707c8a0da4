/** Reads an image folder: what `new Engine({ image })` starts from. Each engine needs a world of its own: open once for each. */
import fs from 'node:fs'
import path from 'node:path'
import v8 from 'node:v8'
import type { EngineImage } from '../interpreter/engine.ts'
import type { LineTable } from '../interpreter/line-tables.ts'
import { imageFiles, type StoredWorld } from './files.ts'

/** The world read ahead, when this process started from a snapshot that holds one. */
let ready: StoredWorld | null = null

function readFile(folder: string, name: keyof typeof imageFiles): Uint8Array {
  return fs.readFileSync(path.join(folder, imageFiles[name]))
}

/** Reads the world now, for the next `openImage`. */
export function openWorld(folder: string): void {
  ready = v8.deserialize(readFile(folder, 'world')) as StoredWorld
}

/** @throws Error if there is no image in the folder */
export function openImage(folder: string): EngineImage {
  const read = (name: keyof typeof imageFiles): Uint8Array => readFile(folder, name)
  const { world, counters, starts } = ready ?? (v8.deserialize(read('world')) as StoredWorld)
  ready = null
  world.templateStore = { fd: fs.openSync(path.join(folder, imageFiles.templates), 'r'), starts }
  let lines: LineTable | undefined
  return {
    heap: read('heap'),
    world,
    counters,
    code: read('code'),
    lines: () => (lines ??= v8.deserialize(read('lines')) as LineTable),
  }
}
