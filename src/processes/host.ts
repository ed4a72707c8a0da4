/**
 * What `base/stdlib/distributed-host.jl` asks for: processes to start, messages to send and to take, values as bytes,
 * shared segments. One for each engine that may have other processes. Runs on Julia's thread 1.
 */
import { placeArray, deserialize } from '../interpreter/serialize/deserialize.ts'
import type { SerializeContext } from '../interpreter/serialize/context.ts'
import { serialize } from '../interpreter/serialize/serialize.ts'
import { createPeerState, createSerialState, type PeerState, type SerialState } from '../interpreter/serialize/state.ts'
import type { Engine } from '../interpreter/engine.ts'
import { intValue } from '../interpreter/types/constants.ts'
import { elementLayout } from '../interpreter/emit/layout.ts'
import { instanceOf } from '../interpreter/types/make.ts'
import type { DataType, JType } from '../interpreter/types/type.ts'
import { JuliaError } from '../interpreter/world/julia-error.ts'
import type { Objects } from '../interpreter/world/objects.ts'
import { newVectorAny } from '../interpreter/world/quote.ts'
import { control } from '../runtime/heap/memory.ts'
import { workerProgram } from '../session/locate.ts'
import { pin, unpin } from '../runtime/heap/roots.ts'
import { Control } from '../runtime/layout/memory-map.ts'
import { wakeThread } from '../runtime/tasks/queues.ts'
import { ArrayObject, WeakRefObject } from '../runtime/layout/objects.ts'
import { Group, type GroupEvent, type GroupOptions } from '../runtime/processes/group.ts'
import { LineOutput } from '../runtime/processes/output.ts'
import type { WorkerStart } from '../runtime/processes/protocol.ts'
import { SegmentError, Segments } from '../runtime/processes/segments.ts'

/** Numbers of the host calls; their arguments and results are described in `distributed-host.jl`. */
const Call = {
  myid: 300,
  launch: 301,
  pack: 302,
  post: 303,
  nextEvent: 304,
  unpack: 305,
  kill: 306,
  pids: 307,
  drop: 308,
  limit: 309,
  newSegment: 310,
  isShared: 311,
  toBytes: 320,
  fromBytes: 321,
} as const

export interface ProcessHostOptions {
  readonly heapBytes: number
  readonly threads: number
  readonly commandLine: readonly string[]
  /** Worker processes that may be had at once; 0 forbids them. */
  readonly maxProcesses: number
  /** Where workers' output is shown. */
  write(fd: number, bytes: Uint8Array): void
  orphaned?(): void
  /** The greatest key of a closure that all processes have; by default that of now. */
  readonly commonKey?: number
  /** For a host that takes the part of another process and is dropped then. */
  readonly isRehearsal?: boolean
}

export class ProcessHost {
  private readonly engine: Engine
  private readonly o: Objects
  private readonly options: ProcessHostOptions
  readonly group: Group
  private readonly state: SerialState
  private readonly peers = new Map<number, PeerState>()
  private readonly segments: Segments
  private readonly packed = new Map<number, Uint8Array>()
  private readonly received = new Map<number, { from: number; bytes: Uint8Array }>()
  private readonly lines: LineOutput
  private nextHandle = 1
  /** Slot of the pinned task that waits for events. */
  private pump: { task: number; slot: number } | null = null

  /** The engine must have loaded Base and the standard libraries, and have run nothing else yet, or `commonKey` be given. */
  constructor(engine: Engine, options: ProcessHostOptions, start: WorkerStart | null = null) {
    this.engine = engine
    this.o = engine.objects
    this.options = options
    this.lines = new LineOutput((id, line) => options.write(1, line), 'From worker')
    const group: GroupOptions = {
      workerMain: workerProgram(),
      heapBytes: options.heapBytes,
      threads: options.threads,
      commandLine: options.commandLine,
      wake: () => this.wake(),
      output: (id, fd, bytes) => this.lines.write(id, fd, bytes),
      forget: id => void this.peers.delete(id),
      interrupted: count => this.interrupted(count),
      orphaned: () => options.orphaned?.(),
    }
    this.group = new Group(group, start)
    const name = `${this.group.id}.${process.pid}.${performance.timeOrigin}`
    this.state = createSerialState(name, options.commonKey ?? greatestKey(engine), options.isRehearsal)
    this.segments = new Segments(
      {
        heap: engine.thread.globals.heap,
        newKeeper: () => this.newKeeper(),
        collect: () => engine.collect(),
      },
      name,
    )
  }

  /** Answers host call `op`; null if it is none of these. */
  call(op: number, args: readonly number[]): number | null {
    const { o } = this
    const nothing = o.wellKnown('nothing')
    const int = (i: number): number => o.intOf(args[i])
    switch (op) {
      case Call.myid:
        return o.newInt(this.group.id)
      case Call.launch:
        this.launch(integers(o, args[0]).map(Number), args[1] === nothing ? null : o.text(args[1]))
        return nothing
      case Call.pack:
        return this.pack(int(0), args[1])
      case Call.post:
        return o.boolean(this.post(int(0), integers(o, args[1]), int(2)))
      case Call.nextEvent:
        return this.nextEvent(args[0])
      case Call.unpack:
        return this.unpack(int(0))
      case Call.kill:
        return o.boolean(args[1] === nothing ? this.group.kill(int(0)) : this.group.interrupt(int(0)))
      case Call.pids:
        return o.newInt(this.group.pidOf(int(0)))
      case Call.drop:
        this.packed.delete(int(0))
        this.received.delete(int(0))
        return nothing
      case Call.limit:
        // The first thing that who is about to start workers asks.
        if (this.options.maxProcesses > 0) this.group.expectWorkers()
        return o.newInt(this.options.maxProcesses)
      case Call.newSegment:
        return this.newSegment(args[0], integers(o, args[1]).map(Number))
      case Call.isShared:
        return o.boolean(this.segments.describe(o.word(args[0] + ArrayObject.data)) !== null)
      case Call.toBytes:
        return this.toBytes(args[0])
      case Call.fromBytes:
        return this.fromBytes(args[0])
      default:
        return null
    }
  }

  close(): void {
    this.group.close()
  }

  // ---- processes and messages ----

  private launch(ids: readonly number[], folder: string | null): void {
    if (this.group.id !== 1) throw new JuliaError('ErrorException', 'Only process 1 can add and remove workers')
    this.group.launch(ids, folder)
  }

  private peer(id: number): PeerState {
    let peer = this.peers.get(id)
    if (!peer) {
      peer = createPeerState()
      this.peers.set(id, peer)
    }
    return peer
  }

  private context(peer: PeerState | null, noted: number[]): SerializeContext {
    return {
      objects: this.o,
      state: this.state,
      peer,
      segmentOf: data => this.segments.describe(data),
      noted: at => void noted.push(at),
    }
  }

  private pack(to: number, value: number): number {
    const noted: number[] = []
    const bytes = serialize(this.context(this.peer(to), noted), value)
    const handle = this.nextHandle++
    this.packed.set(handle, bytes)
    return newVectorAny(this.o, noted.length + 1, i => (i === 0 ? this.o.newInt(handle) : noted[i - 1]))
  }

  private post(to: number, header: readonly bigint[], handle: number): boolean {
    const bytes = this.packed.get(handle)
    this.packed.delete(handle)
    if (!bytes) throw new Error(`message ${handle} is not there`)
    return this.group.send(to, header, bytes)
  }

  private nextEvent(task: number): number {
    const { o } = this
    const { heap } = this.engine.thread.globals
    if (this.pump?.task !== task) {
      if (this.pump) unpin(heap, this.pump.slot)
      this.pump = { task, slot: pin(heap, task) }
    }
    const event = this.group.next()
    if (!event) return o.wellKnown('nothing')
    return this.eventObject(event)
  }

  /** [kind, from, header…] and what belongs to the kind. */
  private eventObject(event: GroupEvent): number {
    const { o } = this
    switch (event.kind) {
      case 'message': {
        const handle = this.nextHandle++
        this.received.set(handle, { from: event.from, bytes: event.value })
        const { header } = event
        return newVectorAny(o, 3 + header.length, i =>
          o.newInt(i === 0 ? 1 : i === 1 ? event.from : i === 2 ? handle : Number(header[i - 3])),
        )
      }
      case 'joined':
        return newVectorAny(o, 3, i => o.newInt(i === 0 ? 2 : i === 1 ? event.from : event.pid))
      case 'gone':
        this.lines.end(event.from)
        this.peers.delete(event.from)
        return newVectorAny(o, 3, i => (i === 2 ? o.newString(event.text) : o.newInt(i === 0 ? 3 : event.from)))
    }
  }

  private unpack(handle: number): number {
    const message = this.received.get(handle)
    this.received.delete(handle)
    if (!message) throw new Error(`message ${handle} is not there`)
    try {
      return this.read(message.bytes)
    } catch (e) {
      // The sender must send its definitions again.
      this.group.sendForget(message.from)
      throw e
    }
  }

  private read(bytes: Uint8Array): number {
    const noted: number[] = []
    return this.refusals(() =>
      deserialize(
        {
          objects: this.o,
          state: this.state,
          hooks: this.engine.requests.hooks,
          mapSegment: segment => {
            const s = this.segments.open(segment)
            return { address: s.address, keeper: s.keeper() }
          },
          noted: at => void noted.push(at),
        },
        bytes,
        value => newVectorAny(this.o, noted.length + 1, i => (i === 0 ? value : noted[i - 1])),
      ),
    )
  }

  /** What waits is interrupted, and what computes too, if the control words did not tell it already. */
  private interrupted(count: number): void {
    const { heap } = this.engine.thread.globals
    if (control(heap, Control.interruptEpoch) < count) this.engine.interrupt()
    else wakeThread(heap, 0)
  }

  private wake(): void {
    if (!this.pump) return
    const { scheduler } = this.engine.thread
    scheduler.acquire()
    scheduler.resume(this.pump.task)
  }

  // ---- bytes ----

  private toBytes(value: number): number {
    const bytes = serialize(this.context(null, []), value)
    const { o } = this
    const { types } = o.world
    const at = o.newArray(instanceOf(types, types.types.arrayName, [types.core.UInt8, intValue(types, 1)]), [bytes.length])
    o.heap.u8.set(bytes, o.word(at + ArrayObject.data))
    return at
  }

  private fromBytes(array: number): number {
    const { o } = this
    const data = o.word(array + ArrayObject.data)
    return this.read(o.heap.u8.slice(data, data + o.word(array + ArrayObject.length)))
  }

  // ---- segments ----

  private newSegment(type: number, sizes: readonly number[]): number {
    const { o } = this
    const t = o.typeAt(type) as DataType
    const { size, isPointer } = elementLayout(o.world.types, t.params[0] as JType)
    if (isPointer) throw new JuliaError('ArgumentError', 'type of SharedArray elements must be bits types')
    const bytes = sizes.reduce((n, s) => n * s, size)
    return this.refusals(() => {
      const segment = this.segments.create(bytes)
      const keeper = segment.keeper()
      return o.heap.rooted([keeper], () => placeArray(o, t, sizes, segment.address, keeper))
    })
  }

  private refusals<T>(body: () => T): T {
    try {
      return body()
    } catch (e) {
      if (!(e instanceof SegmentError)) throw e
      throw e.isMemory ? new JuliaError('OutOfMemoryError') : new JuliaError('ErrorException', e.message)
    }
  }

  /** A small object, watched through a weak reference. */
  private newKeeper(): { keeper: () => number; drop: () => void } {
    const { o } = this
    const { heap } = this.engine.thread.globals
    const keeper = o.heap.allocate(o.wellKnown('MemoryUInt8'), 16)
    o.setWord(keeper + 8, 0)
    o.setWord(keeper + 12, 0)
    return o.heap.rooted([keeper], () => {
      const weak = o.newStruct(o.world.types.core.WeakRef as DataType, [keeper])
      const slot = pin(heap, weak)
      const nothing = o.wellKnown('nothing')
      return {
        keeper: () => {
          const at = o.word(weak + WeakRefObject.value)
          return at === nothing ? 0 : at
        },
        drop: () => unpin(heap, slot),
      }
    })
  }
}

/** The greatest key that a closure has in an engine. */
export function greatestKey(engine: Engine): number {
  return engine.pipeline.counters.closureKeys - 1
}

/** The elements of a Vector{Int64}. */
function integers(o: Objects, array: number): bigint[] {
  const data = o.word(array + ArrayObject.data)
  return Array.from(o.heap.i64.slice(data >>> 3, (data >>> 3) + o.word(array + ArrayObject.length)))
}
