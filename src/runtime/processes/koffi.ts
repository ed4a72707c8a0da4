/** The part of koffi that is used here: functions of the C library and of Node itself, called from JavaScript. */
import { createRequire } from 'node:module'

export interface Koffi {
  /** A library by its name, or with null the program itself. */
  load(name: string | null): { func(declaration: string): (...args: unknown[]) => unknown }
  address(data: Uint8Array): bigint
  errno(): number
}

/** Loads it: once for a process, in some milliseconds. @throws Error where it does not work */
export function loadKoffi(): Koffi {
  return createRequire(import.meta.url)('koffi') as Koffi
}

export const C_LIBRARY = 'libc.so.6'
