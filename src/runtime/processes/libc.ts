/**
 * What Node does not offer of the C library: mapping a file over memory at a given address, and dying with the parent.
 * Loaded on first use. Linux only; elsewhere `openLibc` gives null.
 */
import { C_LIBRARY, loadKoffi } from './koffi.ts'

export interface Libc {
  /** Maps `bytes` of an open file at an address of this process, shared with all who map it. 0 or an error number. */
  mapShared(address: bigint, bytes: number, fd: number): number
  /** Puts fresh zeroed private memory there. */
  mapPrivate(address: bigint, bytes: number): number
  /** Reserves space for a file. 0 or an error number. */
  reserve(fd: number, bytes: number): number
  /** This process is killed when the thread that forked it ends, however that may happen. */
  dieWithParent(): void
  /** Address of the first byte. */
  addressOf(bytes: Uint8Array): bigint
}

const PROT_READ_WRITE = 3
const MAP_SHARED = 1
const MAP_PRIVATE = 2
const MAP_FIXED = 16
const MAP_ANONYMOUS = 32
const PR_SET_PDEATHSIG = 1
const SIGKILL = 9

let opened: Libc | null | undefined

/** The C library, or null where this is not Linux. */
export function openLibc(): Libc | null {
  if (opened === undefined) opened = process.platform === 'linux' ? load() : null
  return opened
}

function load(): Libc {
  const koffi = loadKoffi()
  const c = koffi.load(C_LIBRARY)
  const mmap = c.func('intptr_t mmap(intptr_t address, size_t bytes, int protection, int flags, int fd, int64_t offset)')
  const fallocate = c.func('int posix_fallocate(int fd, int64_t offset, int64_t bytes)')
  const prctl = c.func('int prctl(int option, unsigned long a, unsigned long b, unsigned long c, unsigned long d)')
  const map = (address: bigint, bytes: number, flags: number, fd: number): number =>
    Number(mmap(address, bytes, PROT_READ_WRITE, flags | MAP_FIXED, fd, 0)) === -1 ? koffi.errno() || 12 : 0
  return {
    mapShared: (address, bytes, fd) => map(address, bytes, MAP_SHARED, fd),
    mapPrivate: (address, bytes) => map(address, bytes, MAP_PRIVATE | MAP_ANONYMOUS, -1),
    reserve: (fd, bytes) => Number(fallocate(fd, 0, bytes)),
    dieWithParent: () => void prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0),
    addressOf: bytes => BigInt(koffi.address(bytes)),
  }
}
