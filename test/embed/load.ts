/** The package as its users get it: the built bundle. */
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type * as Fatou from '../../src/index.ts'

const built = path.join(import.meta.dirname, '../../build/dist/index.js')

export const { createSession } = (await import(pathToFileURL(built).href)) as typeof Fatou
