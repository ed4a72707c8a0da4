/**
 * This process's place among the processes of a Julia session: its number, the others, and what arrives from them.
 *
 * Enters: children to fork (process 1), frames to send. Leaves: events for the Julia program, in order of arrival, through
 * `next`; `wake` is called when one arrives. Process 1 dies with its session and takes all children with it: they are
 * killed when it closes, and end themselves when their connection to it breaks, for whatever reason.
 */
import fs from 'node:fs'
import net from 'node:net'
import { availableParallelism, tmpdir } from 'node:os'
import path from 'node:path'
import { decodeUtf8 } from '../../source/utf8.ts'
import { Connection } from './connection.ts'
import { createControlPage, pagePath, writeInterrupt } from './control-page.ts'
import { type Launched, Launcher } from './launcher.ts'
import { decodeHeader, encodeHeader, type Frame, FrameKind, type Hello, type PeerAddress, type WorkerStart } from './protocol.ts'

/** What the Julia program is told. */
export type GroupEvent =
  | { readonly kind: 'message'; readonly from: number; readonly header: readonly bigint[]; readonly value: Uint8Array }
  /** A process is there: a worker that was started, or (in a worker) one that process 1 told of. */
  | { readonly kind: 'joined'; readonly from: number; readonly pid: number }
  /** A process has ended; `text` says how if it never joined. */
  | { readonly kind: 'gone'; readonly from: number; readonly text: string }

export interface GroupOptions {
  /** What a child runs: the worker's entry. */
  readonly workerMain: string
  readonly heapBytes: number
  readonly threads: number
  readonly commandLine: readonly string[]
  /** An event is there for `next`. */
  wake(): void
  /** Output of worker `id`, whole lines if possible; 0 if it is not known of which. */
  output(id: number, fd: number, bytes: Uint8Array): void
  /** What was sent to a process did not arrive as meant. */
  forget(id: number): void
  /** A worker is to be interrupted, for the `count`th time. */
  interrupted(count: number): void
  /** A worker has lost process 1. */
  orphaned(): void
}

interface Child {
  readonly id: number
  process: Launched | null
  joined: boolean
  /** The file of its control words. */
  readonly page: number | null
  interrupts: number
}

const SECRET_BYTES = 32

function randomText(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(SECRET_BYTES))).toString('base64url')
}

/**
 * Where process `id` of a group listens: a local socket, which on Linux has a name that is no file. Quicker to make than a
 * port, for which Node loads its name resolver.
 */
function socketPath(group: string, id: number): string {
  const name = `fatou-${group.slice(0, 16)}-${id}`
  if (process.platform === 'linux') return `\0${name}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : path.join(tmpdir(), name)
}

export class Group {
  readonly id: number
  private readonly o: GroupOptions
  private readonly cookie: string
  private readonly events: GroupEvent[] = []
  private readonly connections = new Map<number, Connection>()
  /** Frames for a process whose connection is being made. */
  private readonly addresses = new Map<number, PeerAddress>()
  private readonly children = new Map<number, Child>()
  private readonly ended = new Set<number>()
  /** Process 1: the workers that have joined, in order, and how many of them each worker has been told of. */
  private readonly joined: PeerAddress[] = []
  private readonly told = new Map<number, number>()
  private toStart: (() => void)[] = []
  private server: net.Server | null = null
  private readonly launcher: Launcher
  /** What the sockets of this group's processes are called. */
  private readonly name: string
  private closing = false

  constructor(o: GroupOptions, start: WorkerStart | null = null) {
    this.o = o
    this.id = start?.id ?? 1
    this.name = start?.group ?? randomText()
    this.cookie = start?.cookie ?? randomText()
    this.launcher = new Launcher(o.workerMain)
  }

  /** Numbers of the processes there are, without this one. */
  get others(): number[] {
    return [...this.addresses.keys()]
  }

  pidOf(id: number): number {
    return id === this.id ? process.pid : (this.addresses.get(id)?.pid ?? 0)
  }

  // ---- starting ----

  private async listen(): Promise<void> {
    if (this.server) return
    const server = net.createServer(socket => this.connected(socket))
    this.server = server
    server.unref()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ path: socketPath(this.name, this.id), backlog: 1024 }, resolve)
    })
  }

  /** Process 1: workers will probably be started soon. */
  expectWorkers(): void {
    if (this.id === 1 && !this.closing) this.launcher.prepare(this.o)
  }

  /** Process 1: starts children with these numbers. Each gives a `joined` or a `gone` event later. */
  launch(ids: readonly number[], folder: string | null): void {
    this.listen().then(
      () => {
        for (const id of ids) this.toStart.push(() => this.startChild(id, folder))
        this.startSome()
      },
      (e: unknown) => {
        for (const id of ids) this.push({ kind: 'gone', from: id, text: String(e) })
      },
    )
  }

  /** More at once than the cores can serve only get in each other's way. */
  private startSome(): void {
    let starting = [...this.children.values()].filter(c => !c.joined).length
    for (const limit = 2 * availableParallelism() + 2; starting < limit && this.toStart.length > 0; starting++) this.toStart.shift()?.()
  }

  private startChild(id: number, folder: string | null): void {
    if (this.closing) return
    const page = createControlPage()
    const record: Child = { id, process: null, joined: false, page, interrupts: 0 }
    this.children.set(id, record)
    const start: WorkerStart = {
      id,
      cookie: this.cookie,
      group: this.name,
      heapBytes: this.o.heapBytes,
      threads: this.o.threads,
      commandLine: this.o.commandLine,
      folder,
      page: page === null ? null : pagePath(page),
      first: process.pid,
      environment: {},
    }
    record.process = this.launcher.launch(start, {
      output: (worker, fd, bytes) => this.o.output(worker, fd, bytes),
      ended: how => this.childEnded(record, how),
    })
  }

  private childEnded(record: Child, how: string): void {
    if (!this.children.delete(record.id)) return
    if (record.page !== null) fs.closeSync(record.page)
    this.startSome()
    this.left(record.id, how)
    this.tellAll()
  }

  /** A worker: connects to process 1, whose number of the operating system is `first`. What follows comes as events. */
  async join(first: number): Promise<void> {
    await this.listen()
    const socket = net.connect({ path: socketPath(this.name, 1) })
    const connection = this.connected(socket)
    connection.isTo(1)
    this.connections.set(1, connection)
    this.addresses.set(1, { id: 1, pid: first })
    this.push({ kind: 'joined', from: 1, pid: first })
  }

  // ---- connections ----

  private connected(socket: net.Socket): Connection {
    const connection = new Connection(socket, this.cookie, {
      hello: (c, hello) => this.greeted(c, hello),
      frame: (c, frame) => this.received(c.id, frame),
      closed: c => this.disconnected(c),
    })
    // Process 1 waits for answers by its root task, which keeps it alive; idle connections do not.
    if (this.id === 1) connection.keepAlive(false)
    return connection
  }

  private hello(): Hello {
    return { cookie: this.cookie, id: this.id, pid: process.pid }
  }

  /** A worker is ready: says so to process 1. */
  sayReady(): void {
    this.connections.get(1)?.sendJson(FrameKind.hello, this.hello())
  }

  private greeted(c: Connection, hello: Hello): void {
    if (this.ended.has(c.id)) return c.destroy()
    if (this.id !== 1) {
      if (!this.connections.has(c.id)) this.connections.set(c.id, c)
      return
    }
    const child = this.children.get(c.id)
    if (!child || child.joined) return c.destroy()
    child.joined = true
    child.process?.joined()
    const own: PeerAddress = { id: c.id, pid: hello.pid }
    this.connections.set(c.id, c)
    this.addresses.set(c.id, own)
    this.joined.push(own)
    this.push({ kind: 'joined', from: c.id, pid: hello.pid })
    this.startSome()
    this.tellAll()
  }

  /** In a crowd that is being started each would wake all others: they are told when nobody is on the way any more. */
  private tellAll(): void {
    if ([...this.children.values()].every(child => child.joined)) for (const id of this.connections.keys()) this.tell(id)
  }

  /** Process 1: a worker learns of the others that it does not know of. Before it is told anything in which they may occur. */
  private tell(id: number): void {
    const known = this.told.get(id) ?? 0
    if (known === this.joined.length) return
    this.told.set(id, this.joined.length)
    const others = this.joined.slice(known).filter(p => p.id !== id && this.addresses.has(p.id))
    if (others.length > 0) this.connections.get(id)?.sendJson(FrameKind.peers, others)
  }

  private received(from: number, frame: Frame): void {
    switch (frame.kind) {
      case FrameKind.data:
        return this.push({ kind: 'message', from, ...decodeHeader(frame.body) })
      case FrameKind.output:
        return this.o.output(from, frame.body[0], frame.body.subarray(1))
      case FrameKind.forget:
        return this.o.forget(from)
      case FrameKind.interrupt:
        return this.o.interrupted(json(frame) as number)
      case FrameKind.peers:
        for (const p of json(frame) as PeerAddress[]) {
          this.addresses.set(p.id, p)
          this.push({ kind: 'joined', from: p.id, pid: p.pid })
        }
        return
      case FrameKind.gone:
        return this.left(json(frame) as number, '')
      case FrameKind.hello:
        return
    }
  }

  private disconnected(c: Connection): void {
    if (c.id === 0) return
    if (this.connections.get(c.id) === c) this.connections.delete(c.id)
    else return
    if (this.id !== 1 && c.id === 1) return this.o.orphaned()
    if (this.id !== 1) return
    // A worker without a connection is of no use, even if it still runs.
    const child = this.children.get(c.id)
    if (child) setTimeout(() => child.process?.kill(), 1000).unref()
  }

  /** A process has ended: the others are told by process 1. */
  private left(id: number, text: string): void {
    if (this.ended.has(id)) return
    this.ended.add(id)
    this.addresses.delete(id)
    this.connections.get(id)?.destroy()
    this.connections.delete(id)
    if (this.id === 1) this.tellGone(id)
    this.push({ kind: 'gone', from: id, text })
  }

  private tellGone(id: number): void {
    const at = this.joined.findIndex(p => p.id === id)
    for (const [to, connection] of this.connections) if (at >= 0 && at < (this.told.get(to) ?? 0)) connection.sendJson(FrameKind.gone, id)
    this.told.delete(id)
  }

  // ---- messages ----

  /** Sends a message; false if there is no such process. */
  send(to: number, header: readonly bigint[], value: Uint8Array): boolean {
    if (this.id === 1) this.tell(to)
    const connection = this.connectionTo(to)
    connection?.send(FrameKind.data, encodeHeader(header), value)
    return connection !== null
  }

  private connectionTo(id: number): Connection | null {
    const known = this.connections.get(id)
    if (known) return known
    if (!this.addresses.has(id)) return null
    const connection = this.connected(net.connect({ path: socketPath(this.name, id) }))
    connection.isTo(id)
    this.connections.set(id, connection)
    connection.sendJson(FrameKind.hello, this.hello())
    return connection
  }

  /** A worker's output, in order with its messages. */
  sendOutput(fd: number, bytes: Uint8Array): void {
    this.connections.get(1)?.send(FrameKind.output, Uint8Array.of(fd), bytes)
  }

  /** Tells a process that its definitions were not understood. */
  sendForget(to: number): void {
    this.connections.get(to)?.send(FrameKind.forget)
  }

  private push(event: GroupEvent): void {
    this.events.push(event)
    this.o.wake()
  }

  /** The next event, or null. */
  next(): GroupEvent | null {
    return this.events.shift() ?? null
  }

  // ---- ends ----

  /** Process 1: ends a worker at once; false if there is none. */
  kill(id: number): boolean {
    const child = this.children.get(id)
    child?.process?.kill()
    return child !== undefined
  }

  /** Process 1: interrupts what a worker does, even while it computes. */
  interrupt(id: number): boolean {
    const child = this.children.get(id)
    if (!child) return false
    child.interrupts++
    if (child.page !== null) writeInterrupt(child.page, child.interrupts)
    this.connections.get(id)?.sendJson(FrameKind.interrupt, child.interrupts)
    return true
  }

  /** Kills all children; nothing is told any more. */
  close(): void {
    this.closing = true
    this.toStart = []
    this.launcher.close()
    for (const child of this.children.values()) if (child.page !== null) fs.closeSync(child.page)
    this.children.clear()
    for (const c of this.connections.values()) c.destroy()
    this.connections.clear()
    this.server?.close()
  }

  /** A worker: what was written so far has left. */
  async flushed(): Promise<void> {
    await this.connections.get(1)?.flushed()
  }
}

function json(frame: Frame): unknown {
  return JSON.parse(decodeUtf8(frame.body.slice()))
}
