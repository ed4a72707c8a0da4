/**
 * What serialisation remembers in a process and about each receiver.
 *
 * A closure has no name that other processes know, so its type travels with its methods, once to each receiver, under a
 * number that is unique among all processes. Closures of Base and of the standard libraries are the same everywhere: they
 * travel by the key they got when the image was made.
 */
import type { TypeName } from '../types/type.ts'
import type { World } from '../world/world.ts'

/** Of a process. */
export interface SerialState {
  /** Unique among the processes that exchange values. */
  readonly process: string
  /** Closures with keys up to this one exist in every process. */
  readonly commonKey: number
  /** Closure types that came from elsewhere, by their number, and the numbers of all that have one. */
  readonly received: Map<string, TypeName>
  readonly numbers: Map<TypeName, string>
  /** Closure keys by type name; follows `world.closures`. */
  readonly keys: Map<TypeName, number>
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

/** The state of a process whose world holds Base and the standard libraries and nothing else yet. */
export function createSerialState(world: World, process: string): SerialState {
  let commonKey = 0
  for (const key of world.closures.keys()) if (key < RECEIVED_KEYS) commonKey = Math.max(commonKey, key)
  return {
    process,
    commonKey,
    received: new Map(),
    numbers: new Map(),
    keys: new Map(),
    mentioned: new Map(),
    nextKey: RECEIVED_KEYS,
  }
}

export function createPeerState(): PeerState {
  return { closures: new Set(), globals: new Map() }
}

/** The key of a closure's type; undefined for the type of a function with a name. */
export function closureKey(state: SerialState, world: World, name: TypeName): number | undefined {
  if (state.keys.size !== world.closures.size) for (const [key, n] of world.closures) state.keys.set(n, key)
  return state.keys.get(name)
}

/** The number of a closure type under which all processes know it. */
export function closureNumber(state: SerialState, world: World, name: TypeName): string {
  const known = state.numbers.get(name)
  if (known) return known
  const made = `${state.process}:${closureKey(state, world, name)}`
  state.numbers.set(name, made)
  return made
}
