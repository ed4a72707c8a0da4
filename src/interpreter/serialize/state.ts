/**
 * What serialisation remembers in a process and about each receiver.
 *
 * A closure has no name that other processes know, so its type travels with its methods, once to each receiver, under a
 * number that is unique among all processes. Closures of Base and of the standard libraries are the same everywhere: they
 * travel by the key they got when the image was made.
 */
import type { TypeName } from '../types/type.ts'

/** Of a process. */
export interface SerialState {
  /** Unique among the processes that exchange values. */
  readonly process: string
  /** Closures with keys up to this one exist in every process. */
  readonly commonKey: number
  /** Closure types that came from elsewhere, by their number, and the numbers of all that have one. */
  readonly received: Map<string, TypeName>
  readonly numbers: Map<TypeName, string>
  /** What the methods of a closure mention: they never change. */
  readonly mentioned: Map<TypeName, Mentioned>
  /** Key for the next received closure type: far from those of this process's own lowering. */
  nextKey: number
}

/** Names of globals of Main, and closures made inside. */
export interface Mentioned {
  readonly globals: readonly string[]
  readonly closures: readonly TypeName[]
}

/** Of one receiver: what it has been sent already. */
export interface PeerState {
  readonly closures: Set<string>
  /** Digest of the value last sent, by name of the global. */
  readonly globals: Map<string, string>
}

const RECEIVED_KEYS = 2 ** 40

/**
 * The state of a process whose world holds Base and the standard libraries and nothing else yet.
 * @param commonKey the greatest key that a closure there has
 * @param isRehearsal of a state that another of the same world will follow
 */
export function createSerialState(process: string, commonKey: number, isRehearsal = false): SerialState {
  return {
    process,
    commonKey,
    received: new Map(),
    numbers: new Map(),
    mentioned: new Map(),
    nextKey: isRehearsal ? 2 * RECEIVED_KEYS : RECEIVED_KEYS,
  }
}

export function createPeerState(): PeerState {
  return { closures: new Set(), globals: new Map() }
}

/** The number of a closure type under which all processes know it. */
export function closureNumber(state: SerialState, name: TypeName): string {
  const known = state.numbers.get(name)
  if (known) return known
  const made = `${state.process}:${name.closureKey}`
  state.numbers.set(name, made)
  return made
}
