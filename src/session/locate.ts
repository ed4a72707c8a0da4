/** Where the parts of this program lie, whether it runs from its sources or from the bundles in `build/`. */
import path from 'node:path'
import { fileURLToPath } from 'node:url'

// Asked at every call: a process that starts from a snapshot learns its place only then.
const here = (): string => import.meta.url

/** The folder of the image that every engine starts from. */
export function imageFolder(): string {
  return path.join(packageFolder(), 'build/image')
}

/** A program that runs as a worker or a process of its own, by its path in `src/` without `.ts`. */
export function entryPoint(source: string): URL {
  const name = source.slice(source.lastIndexOf('/') + 1)
  return here().endsWith('.ts') ? new URL(`../${source}.ts`, here()) : new URL(`./${name}.js`, here())
}

/** The parser as a module of its own, for `require`. */
export function parserModule(): string {
  return here().endsWith('.ts')
    ? fileURLToPath(new URL('../parser/parse.ts', here()))
    : path.join(packageFolder(), 'build/worker/parse.cjs')
}

/** What a worker process runs. */
export function workerProgram(): string {
  return here().endsWith('.ts') ? fileURLToPath(entryPoint('processes/worker-main')) : path.join(packageFolder(), 'build/worker/start.cjs')
}

/** The package's folder. */
export function packageFolder(): string {
  return path.join(path.dirname(fileURLToPath(here())), '../..')
}
