/**
 * What processes say to each other over a socket: a length (u32, little-endian), a kind byte, the rest by kind.
 *
 * The first frame of a connection is `hello`, whose secret must be the cookie of the group; whoever sends anything else is
 * cut off. Process 1 listens, workers connect to it; workers connect to each other when they first have something to say.
 */
export const FrameKind = {
  /** JSON `Hello`. */
  hello: 1,
  /** JSON `PeerAddress[]`: from process 1, who there is now. */
  peers: 2,
  /** u8 count, that many i64, then a serialised value: a message between the Julia programs. */
  data: 3,
  /** u8 1 stdout or 2 stderr, then bytes: output of a worker, for process 1 to show. */
  output: 4,
  /** JSON number: process 1 says that this process is no more. */
  gone: 5,
  /** Something could not be read: forget which definitions were sent. */
  forget: 6,
  /** JSON number: how many interrupts there have been for this worker. */
  interrupt: 7,
} as const
export type FrameKind = (typeof FrameKind)[keyof typeof FrameKind]

export interface Hello {
  readonly cookie: string
  readonly id: number
  /** The operating system's number. */
  readonly pid: number
}

export interface PeerAddress {
  readonly id: number
  readonly pid: number
}

export interface Frame {
  readonly kind: FrameKind
  readonly body: Uint8Array
}

/** What a worker's engine is made with. */
export interface EngineStart {
  readonly heapBytes: number
  readonly threads: number
  readonly commandLine: readonly string[]
}

/** What process 1 tells a worker that it starts. */
export interface WorkerStart extends EngineStart {
  readonly id: number
  readonly cookie: string
  /** Names the group: where each of its processes listens follows from it (`socketPath`). */
  readonly group: string
  /** The working folder; null for that of process 1. */
  readonly folder: string | null
  /** The file of the control words (`control-page.ts`), or null. */
  readonly page: string | null
  /** The operating system's number of process 1. */
  readonly first: number
  /** What is another in the environment than when the process was started that is forked; null for what is not there. */
  readonly environment: Readonly<Record<string, string | null>>
}

/** What process 1 says to a process it has started, over the channel of `fork`. */
export type Order =
  /** Be this worker. */
  | { readonly kind: 'work'; readonly start: WorkerStart }
  /** Be the zygote: get ready, and wait for `fork`. */
  | { readonly kind: 'zygote'; readonly start: EngineStart }
  /** Zygote: fork yourself, and be this worker in the child. */
  | { readonly kind: 'fork'; readonly start: WorkerStart }

/** What the zygote answers. */
export type ZygoteReport =
  /** It cannot fork. */
  | { readonly kind: 'unable' }
  /** Worker `id` is process `pid`; negative if there is none. */
  | { readonly kind: 'forked'; readonly id: number; readonly pid: number }
  | { readonly kind: 'ended'; readonly pid: number; readonly status: number; readonly signal: number }

/** Frames beyond this are refused: a peer that has lost its way. */
export const LARGEST_FRAME = 0xffff_fff0

/** A frame as bytes for a socket: parts are not copied together. */
export function frameParts(kind: FrameKind, ...parts: readonly Uint8Array[]): Uint8Array[] {
  const length = parts.reduce((n, p) => n + p.length, 0)
  if (length > LARGEST_FRAME) throw new RangeError(`a message of ${length} bytes is too large`)
  const head = new Uint8Array(5)
  new DataView(head.buffer).setUint32(0, length, true)
  head[4] = kind
  return [head, ...parts]
}

/** Cuts a stream of bytes into frames. */
export class FrameReader {
  private chunks: Uint8Array[] = []
  private available = 0
  private needed = 5

  /** Takes bytes; gives the frames that are complete now. */
  push(chunk: Uint8Array): Frame[] {
    this.chunks.push(chunk)
    this.available += chunk.length
    if (this.available < this.needed) return []
    const all = this.chunks.length === 1 ? chunk : Buffer.concat(this.chunks)
    const frames: Frame[] = []
    let at = 0
    this.needed = 5
    while (all.length - at >= 5) {
      const length = new DataView(all.buffer, all.byteOffset + at, 4).getUint32(0, true)
      if (all.length - at < 5 + length) {
        this.needed = 5 + length
        break
      }
      frames.push({ kind: all[at + 4] as FrameKind, body: all.subarray(at + 5, at + 5 + length) })
      at += 5 + length
    }
    this.chunks = at === all.length ? [] : [all.subarray(at)]
    this.available = all.length - at
    return frames
  }
}

/** The integers before a message's value. */
export function encodeHeader(header: readonly bigint[]): Uint8Array {
  const bytes = new Uint8Array(1 + 8 * header.length)
  bytes[0] = header.length
  const view = new DataView(bytes.buffer)
  header.forEach((x, i) => view.setBigInt64(1 + 8 * i, x, true))
  return bytes
}

export function decodeHeader(body: Uint8Array): { header: bigint[]; value: Uint8Array } {
  const [count] = body
  const view = new DataView(body.buffer, body.byteOffset, body.length)
  return { header: Array.from({ length: count }, (_, i) => view.getBigInt64(1 + 8 * i, true)), value: body.subarray(1 + 8 * count) }
}
