/**
 * What Julia code may reach of the machine: files, environment, input, terminal. `nodeSystem` gives all of it (the
 * command-line tool); `closedSystem` gives none (embedded sessions), every attempt being refused as the POSIX error EACCES.
 *
 * Failures are negative numbers, minus the POSIX error number; nothing here throws for them.
 */
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import tty from 'node:tty'

export interface FileStatus {
  /** 0 none, 1 file, 2 folder, 3 link, 4 other. */
  readonly kind: number
  readonly bytes: number
  /** Seconds of Unix time. */
  readonly modified: number
  readonly changed: number
  readonly mode: number
  readonly inode: number
}

export interface HostSystem {
  /** No bytes at the end; EAGAIN if there is nothing yet. */
  readStdin(most: number): Uint8Array | number
  open(path: string, mode: string): number
  close(file: number): number
  read(file: number, most: number): Uint8Array | number
  write(file: number, bytes: Uint8Array): number
  seek(file: number, offset: number, whence: number): number
  status(path: string, follow: boolean): FileStatus
  list(path: string): string[] | number
  makeFolder(path: string, mode: number): number
  remove(path: string): number
  rename(from: string, to: string): number
  copy(from: string, to: string): number
  folder(): string
  changeFolder(path: string): number
  temporaryFolder(): string
  realPath(path: string): string | number
  home(): string
  changeMode(path: string, mode: number): number
  touch(path: string): number
  environment(name: string): string | null
  setEnvironment(name: string, value: string | null): number
  environmentNames(): string[]
  /** Rows and columns of the terminal, or null. */
  displaySize(fd: number): [number, number] | null
  isTerminal(fd: number): boolean
  readonly commandLine: readonly string[]
}

const EACCES = -13
const EAGAIN = -11

function failure(e: unknown): number {
  const { errno } = e as { errno?: number }
  return typeof errno === 'number' && errno < 0 ? errno : -5
}

function attempt(body: () => void): number {
  try {
    body()
    return 0
  } catch (e) {
    return failure(e)
  }
}

/** Everything the process itself may do. */
export function nodeSystem(commandLine: readonly string[]): HostSystem {
  const files = new Map<number, { fd: number; position: number; append: boolean }>()
  let next = 3
  let input: Input | null = null
  const none: FileStatus = { kind: 0, bytes: 0, modified: 0, changed: 0, mode: 0, inode: 0 }
  return {
    commandLine,
    readStdin(most) {
      input ??= openInput()
      return input.waits ? readSome(input.fd, most, null) : readReady(input.fd, most)
    },
    open(path, mode) {
      try {
        const fd = fs.openSync(path, mode)
        files.set(next, { fd, position: 0, append: mode.startsWith('a') })
        return next++
      } catch (e) {
        return failure(e)
      }
    },
    close(file) {
      const f = files.get(file)
      if (!f) return -9
      files.delete(file)
      return attempt(() => fs.closeSync(f.fd))
    },
    read(file, most) {
      const f = files.get(file)
      if (!f) return -9
      try {
        const bytes = readSome(f.fd, most, f.position)
        f.position += bytes.length
        return bytes
      } catch (e) {
        return failure(e)
      }
    },
    write(file, bytes) {
      const f = files.get(file)
      if (!f) return -9
      try {
        for (let at = 0; at < bytes.length; ) {
          const n = fs.writeSync(f.fd, bytes, at, bytes.length - at, f.append ? null : f.position)
          at += n
          f.position += n
        }
        return bytes.length
      } catch (e) {
        return failure(e)
      }
    },
    seek(file, offset, whence) {
      const f = files.get(file)
      if (!f) return -9
      const base = whence === 0 ? 0 : whence === 1 ? f.position : fs.fstatSync(f.fd).size
      f.position = Math.max(0, base + offset)
      return f.position
    },
    status(path, follow) {
      const s = (follow ? fs.statSync : fs.lstatSync)(path, { throwIfNoEntry: false, bigint: false })
      if (!s) return none
      const kind = s.isFile() ? 1 : s.isDirectory() ? 2 : s.isSymbolicLink() ? 3 : 4
      return { kind, bytes: s.size, modified: s.mtimeMs / 1000, changed: s.ctimeMs / 1000, mode: s.mode, inode: s.ino }
    },
    list(path) {
      try {
        return fs.readdirSync(path)
      } catch (e) {
        return failure(e)
      }
    },
    makeFolder: (path, mode) => attempt(() => fs.mkdirSync(path, { mode })),
    remove: path => attempt(() => (fs.lstatSync(path).isDirectory() ? fs.rmdirSync(path) : fs.unlinkSync(path))),
    rename: (from, to) => attempt(() => fs.renameSync(from, to)),
    copy: (from, to) => attempt(() => fs.copyFileSync(from, to)),
    folder: () => process.cwd(),
    changeFolder: path => attempt(() => process.chdir(path)),
    temporaryFolder: () => os.tmpdir(),
    realPath(path) {
      try {
        return fs.realpathSync(path)
      } catch (e) {
        return failure(e)
      }
    },
    home: () => os.homedir(),
    changeMode: (path, mode) => attempt(() => fs.chmodSync(path, mode)),
    touch: path =>
      attempt(() => {
        const now = Date.now() / 1000
        fs.closeSync(fs.openSync(path, 'a'))
        fs.utimesSync(path, now, now)
      }),
    environment: name => process.env[name] ?? null,
    setEnvironment(name, value) {
      if (value === null) delete process.env[name]
      else process.env[name] = value
      return 0
    },
    environmentNames: () => Object.keys(process.env),
    displaySize(fd) {
      if (!tty.isatty(fd)) return null
      const { rows, columns } = fd === 2 ? process.stderr : process.stdout
      return rows && columns ? [rows, columns] : null
    },
    isTerminal: fd => tty.isatty(fd),
  }
}

/** Standard input. `waits`: a read blocks until something comes (a file never lets wait for long). */
interface Input {
  readonly fd: number
  readonly waits: boolean
  /** Keeps the descriptor as it is. */
  readonly socket?: net.Socket
}

/**
 * A pipe or terminal is opened once more, for reads that do not wait: the flag belongs to what is opened, and others (the
 * shell, a program that writes to the same terminal) have the first one. A socket (what Node gives to its children) is ours
 * alone; libuv makes it one that does not let wait.
 */
function openInput(): Input {
  const status = fs.fstatSync(0, { throwIfNoEntry: false })
  if (status && (status.isFIFO() || tty.isatty(0))) {
    try {
      return { fd: fs.openSync('/dev/stdin', fs.constants.O_RDONLY | fs.constants.O_NONBLOCK), waits: false }
    } catch {
      // Not on this system, or no longer there.
    }
  }
  if (status?.isSocket())
    return { fd: 0, waits: false, socket: new net.Socket({ fd: 0, manualStart: true } as net.SocketConstructorOpts).unref() }
  return { fd: 0, waits: true }
}

/** What is there now. */
function readReady(fd: number, most: number): Uint8Array | number {
  const buffer = new Uint8Array(Math.min(Math.max(0, most), 1 << 20))
  try {
    return buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, null))
  } catch (e) {
    const { code } = e as { code?: string }
    if (code === 'EAGAIN') return EAGAIN
    if (code === 'EOF') return buffer.subarray(0, 0)
    throw e
  }
}

function readSome(fd: number, most: number, position: number | null): Uint8Array {
  const buffer = new Uint8Array(Math.min(Math.max(0, most), 1 << 20))
  for (;;) {
    try {
      return buffer.subarray(0, fs.readSync(fd, buffer, 0, buffer.length, position))
    } catch (e) {
      const { code } = e as { code?: string }
      if (code === 'EOF') return buffer.subarray(0, 0)
      if (code !== 'EAGAIN') throw e
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}

/** Nothing of the machine: no files, no environment, no input. */
export function closedSystem(): HostSystem {
  const no = (): number => EACCES
  return {
    commandLine: [],
    readStdin: () => new Uint8Array(0),
    open: no,
    close: no,
    read: no,
    write: no,
    seek: no,
    status: () => ({ kind: 0, bytes: 0, modified: 0, changed: 0, mode: 0, inode: 0 }),
    list: no,
    makeFolder: no,
    remove: no,
    rename: no,
    copy: no,
    folder: () => '/',
    changeFolder: no,
    temporaryFolder: () => '/tmp',
    realPath: no,
    home: () => '/',
    changeMode: no,
    touch: no,
    environment: () => null,
    setEnvironment: no,
    environmentNames: () => [],
    displaySize: () => null,
    isTerminal: () => false,
  }
}
