/**
 * The files of an image folder, and what is in each.
 *
 *   heap.bin       `storeHeap`
 *   world.bin      `StoredWorld`, read row by row (`graph-format.ts`)
 *   templates.bin  lowered method bodies, each a structured clone of its own (`world/templates.ts`)
 *   code.wasm      one module of everything that was compiled when the image was made
 *   runtime.wasm   the runtime's own module
 *   lines.bin      structured clone of its `LineTable`
 */
import type { EngineImage } from '../interpreter/engine.ts'
import type { World } from '../interpreter/world/world.ts'

export const imageFiles = {
  heap: 'heap.bin',
  world: 'world.bin',
  templates: 'templates.bin',
  code: 'code.wasm',
  runtime: 'runtime.wasm',
  lines: 'lines.bin',
} as const

export interface StoredWorld {
  readonly world: World
  readonly counters: EngineImage['counters']
  /** Where each template starts in `templates.bin`, and the end. */
  readonly starts: Int32Array
}
