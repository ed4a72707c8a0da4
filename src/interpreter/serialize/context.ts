/** What the serialisation of a value needs of its surroundings. */
import type { Objects } from '../world/objects.ts'
import type { PeerState, SerialState } from './state.ts'

export interface SerializeContext {
  readonly objects: Objects
  readonly state: SerialState
  /** Who will read it: globals are sent only to a peer, definitions once to each. */
  readonly peer: PeerState | null
  /** Where the data of an array lies that belongs to a shared segment. */
  segmentOf?(data: number): { segment: string; offset: number } | null
  /** Told of each `Distributed.Future` and `RemoteChannel` on its way. */
  noted?(address: number): void
}
