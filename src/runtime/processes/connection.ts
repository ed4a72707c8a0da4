/**
 * A socket to another process of the group. Frames sent before it is connected are kept; the other side's `hello` comes
 * before anything else, with the right cookie, or the connection is cut.
 */
import type { Socket } from 'node:net'
import { decodeUtf8, encodeUtf8 } from '../../source/utf8.ts'
import { type Frame, FrameKind, frameParts, FrameReader, type Hello } from './protocol.ts'

/** A connection that has not said hello by now is none of ours. */
const HELLO_TIMEOUT_MS = 60_000

export interface ConnectionEvents {
  hello(connection: Connection, hello: Hello): void
  frame(connection: Connection, frame: Frame): void
  closed(connection: Connection): void
}

export class Connection {
  /** 0 until the other side has said who it is. */
  id = 0
  private readonly socket: Socket
  private readonly reader = new FrameReader()
  private readonly timer: ReturnType<typeof setTimeout>
  private isClosed = false

  constructor(socket: Socket, cookie: string, events: ConnectionEvents) {
    this.socket = socket
    socket.setNoDelay(true)
    this.timer = setTimeout(() => socket.destroy(), HELLO_TIMEOUT_MS)
    this.timer.unref()
    socket.on('data', (chunk: Uint8Array) => this.received(chunk, cookie, events))
    socket.on('error', () => {})
    socket.on('close', () => {
      clearTimeout(this.timer)
      this.isClosed = true
      events.closed(this)
    })
  }

  private received(chunk: Uint8Array, cookie: string, events: ConnectionEvents): void {
    for (const frame of this.reader.push(chunk)) {
      if (this.isClosed) return
      if (this.id !== 0) events.frame(this, frame)
      else if (!this.greeted(frame, cookie, events)) return void this.socket.destroy()
    }
  }

  private greeted(frame: Frame, cookie: string, events: ConnectionEvents): boolean {
    if (frame.kind !== FrameKind.hello || frame.body.length > 1024) return false
    let hello: Hello
    try {
      hello = JSON.parse(decodeUtf8(frame.body.slice())) as Hello
    } catch {
      return false
    }
    const given = encodeUtf8(String(hello.cookie))
    const wanted = encodeUtf8(cookie)
    // Loaded only when somebody calls: a worker's start does not need it.
    const { timingSafeEqual } = process.getBuiltinModule('node:crypto')
    if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || !(hello.id >= 1)) return false
    clearTimeout(this.timer)
    this.id = hello.id
    events.hello(this, hello)
    return true
  }

  /** For who connected: the other side is known, and says no hello. */
  isTo(id: number): void {
    clearTimeout(this.timer)
    this.id = id
  }

  send(kind: FrameKind, ...parts: readonly Uint8Array[]): void {
    if (this.isClosed) return
    this.socket.cork()
    for (const part of frameParts(kind, ...parts)) this.socket.write(part)
    this.socket.uncork()
  }

  sendJson(kind: FrameKind, value: unknown): void {
    this.send(kind, encodeUtf8(JSON.stringify(value)))
  }

  /** The socket keeps the program alive only if `on`. */
  keepAlive(on: boolean): void {
    if (on) this.socket.ref()
    else this.socket.unref()
  }

  destroy(): void {
    this.socket.destroy()
  }

  /** Resolved when everything sent so far has left. */
  flushed(): Promise<void> {
    return new Promise(resolve => (this.isClosed ? resolve() : this.socket.write(new Uint8Array(0), () => resolve())))
  }
}
