/** Where the parts of this program lie, whether it runs from its sources or from the bundles in `build/`. */
import fs from 'node:fs'
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

/** The flags with which a worker process starts from the start-up snapshot, if there is one. */
export function snapshotFlags(): string[] {
  const blob = path.join(packageFolder(), 'build/fatou.blob')
  return !here().endsWith('.ts') && fs.existsSync(blob) ? ['--snapshot-blob', blob] : []
}

/** The package's folder. */
export function packageFolder(): string {
  return path.join(path.dirname(fileURLToPath(here())), '../..')
}
