/** Where the parts of this program lie, whether it runs from its sources or from the bundles in `build/`. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const here = import.meta.url
const isSource = here.endsWith('.ts')
const root = path.join(path.dirname(fileURLToPath(here)), '../..')

/** The folder of the image that every engine starts from. */
export function imageFolder(): string {
  return path.join(root, 'build/image')
}

/** A program that runs as a worker or a process of its own, by its path in `src/` without `.ts`. */
export function entryPoint(source: string): URL {
  const name = source.slice(source.lastIndexOf('/') + 1)
  return isSource ? new URL(`../${source}.ts`, here) : new URL(`./${name}.js`, here)
}

/** The package's folder. */
export function packageFolder(): string {
  return root
}
