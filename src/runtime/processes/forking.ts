/**
 * Forking this Node process as it stands, with its compiled code, its heap and all that it has read: a child costs some
 * milliseconds instead of a start. Node offers no such thing; what has to hold for it to be sound:
 *
 * - Only the calling thread goes on in the child, so no other may be in the middle of anything. The process is started with
 *   `--single-threaded`, by which V8 gives its helpers no work of its own accord, and a fork is refused until each of them
 *   is seen asleep in the kernel: then it holds no lock. The C library takes its own locks around a fork, and libuv makes
 *   its thread pool anew in a child.
 * - Node's helpers sleep on a condition variable, which still counts them in the child; the C library up to 2.40 would wait
 *   for them there. So the child makes it new (`Sleepers`).
 * - V8 asks the system not to copy its memory into children (`MADV_DONTFORK`). What it has asked so far is taken back before
 *   the first fork (`MADV_DOFORK`), and a filter of system calls answers further such wishes, which are only advice, with
 *   success and does nothing.
 * - The event loop's descriptors are shared with the parent until `uv_loop_fork` has made new ones. To be called outside of
 *   the loop's poll, from `setImmediate`.
 * - The child ends by `_exit`: Node's own end would wait for threads that are not there.
 *
 * Linux on x64 and arm64 with the GNU C library; elsewhere `openForking` gives null.
 */
import fs from 'node:fs'
import { C_LIBRARY, loadKoffi } from './koffi.ts'

export interface Forking {
  /**
   * Forks.
   * @returns 0 in the child, its number in the parent, negative if the system refuses; 'busy' when a helper thread works: to
   *   be tried again a little later
   * @throws Error if what has to be looked at before cannot be
   */
  fork(): number | 'busy'
  /** The next child of this process that has ended, or null. */
  reap(): Ended | null
}

export interface Ended {
  readonly pid: number
  readonly status: number
  /** Number of the signal that ended it, 0 if none did. */
  readonly signal: number
}

const MADV_DONTFORK = 10
const MADV_DOFORK = 11
const PR_SET_NO_NEW_PRIVS = 38
const PR_SET_SECCOMP = 22
const SECCOMP_MODE_FILTER = 2
const WNOHANG = 1

interface Kernel {
  /** Number of the architecture (`AUDIT_ARCH_…`). */
  readonly audit: number
  /** Numbers of system calls. */
  readonly madvise: number
  readonly futex: number
  readonly epollWait: number
}

/** By Node's names of architectures. */
const kernels: Readonly<Record<string, Kernel | undefined>> = {
  x64: { audit: 0xc000_003e, madvise: 28, futex: 202, epollWait: 281 },
  arm64: { audit: 0xc000_00b7, madvise: 233, futex: 98, epollWait: 22 },
}

/** To be called once, early; null where a process cannot be forked like this. */
export function openForking(): Forking | null {
  const kernel = process.platform === 'linux' ? kernels[process.arch] : undefined
  if (!kernel) return null
  try {
    return open(kernel)
  } catch {
    return null
  }
}

function open(kernel: Kernel): Forking | null {
  const koffi = loadKoffi()
  const c = koffi.load(C_LIBRARY)
  const node = koffi.load(null)
  const fork = c.func('int fork()')
  const exit = c.func('void _exit(int status)')
  const waitpid = c.func('int waitpid(int pid, int *status, int options)')
  const madvise = c.func('int madvise(intptr_t address, size_t bytes, int advice)')
  const prctl = c.func('int prctl(int option, unsigned long a, void *b, unsigned long c, unsigned long d)')
  const version = c.func('const char *gnu_get_libc_version()')() as string
  const memory: Memory = {
    copy: c.func('void *memcpy(_Out_ uint8_t *to, intptr_t from, size_t bytes)') as Memory['copy'],
    clear: c.func('void *memset(intptr_t at, int value, size_t bytes)') as Memory['clear'],
  }
  const loop = node.func('void *uv_default_loop()')()
  const forkLoop = node.func('int uv_loop_fork(void *loop)')

  const program = adviceFilter(kernel)
  // struct sock_fprog: a count and a pointer.
  const filter = new DataView(new ArrayBuffer(16))
  filter.setUint16(0, program.length / 8, true)
  filter.setBigUint64(8, BigInt(koffi.address(program)), true)
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, null, 0, 0) !== 0) return null
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, new Uint8Array(filter.buffer), 0, 0) !== 0) return null

  let isPrepared = false
  const prepare = (): void => {
    isPrepared = true
    for (const [from, to] of mappings()) madvise(from, to - from, MADV_DOFORK)
  }
  return {
    fork() {
      if (!isPrepared) prepare()
      const words = sleepers(kernel)
      const conditions = words && mustReset(version) ? conditionsOf(words, memory) : words && []
      if (!conditions) return 'busy'
      const pid = fork() as number
      if (pid !== 0) return pid
      for (const at of conditions) memory.clear(at, 0, CONDITION_BYTES)
      if (forkLoop(loop) !== 0) exit(1)
      becomeChild(status => exit(status))
      return 0
    },
    reap() {
      const word = new Int32Array(1)
      const pid = waitpid(-1, word, WNOHANG) as number
      if (pid <= 0) return null
      return { pid, status: (word[0] >> 8) & 0xff, signal: word[0] & 0x7f }
    },
  }
}

/** What Node has noted of the process that it was. */
function becomeChild(exit: (status: number) => void): void {
  const pid = Number(fs.readlinkSync('/proc/self'))
  Object.defineProperty(process, 'pid', { value: pid, configurable: true, enumerable: true })
  Object.assign(process, { reallyExit: exit })
  process.on('uncaughtException', e => {
    console.error(e)
    process.exit(1)
  })
}

// ---- helper threads asleep ----

interface Memory {
  copy(to: Uint8Array, from: number, bytes: number): void
  clear(at: number, value: number, bytes: number): void
}

// Of `pthread_cond_t` in the GNU C library 2.25 to 2.40: its size, where the number of waiters is (above three bits), and
// where the two words are that threads sleep on.
const CONDITION_BYTES = 48
const WAITERS = 36
const WAITERS_SHIFT = 3
const SLEEP_WORDS = 40

/** Whether the C library waits in `pthread_cond_signal` for threads that were there once. */
function mustReset(version: string): boolean {
  const [major, minor] = version.split('.').map(Number)
  return major === 2 && minor <= 40
}

/** The words that this process's other threads sleep on, if not in an event loop; null if one does not sleep. */
function sleepers(kernel: Kernel): number[] | null {
  const words: number[] = []
  for (const thread of fs.readdirSync('/proc/self/task')) {
    if (Number(thread) === process.pid) continue
    const [call, word] = fs.readFileSync(`/proc/self/task/${thread}/syscall`, 'latin1').split(' ')
    if (Number(call) === kernel.epollWait) continue
    if (Number(call) !== kernel.futex) return null
    words.push(Number(word))
  }
  return words
}

/** The condition variables that these words belong to; null if they are something else, which is not waited on for long. */
function conditionsOf(words: readonly number[], memory: Memory): number[] | null {
  const sleeping = new Map<number, number>()
  for (const word of words) {
    // The words lie at 40 and 44 of something aligned to 8.
    const at = Math.floor((word - SLEEP_WORDS) / 8) * 8
    sleeping.set(at, (sleeping.get(at) ?? 0) + 1)
  }
  const bytes = new Uint8Array(CONDITION_BYTES)
  for (const [at, threads] of sleeping) {
    memory.copy(bytes, at, CONDITION_BYTES)
    if (new DataView(bytes.buffer).getUint32(WAITERS, true) >>> WAITERS_SHIFT !== threads) return null
  }
  return [...sleeping.keys()]
}

/** Address ranges of this process that a child can be given. */
function mappings(): [number, number][] {
  const list: [number, number][] = []
  for (const line of fs.readFileSync('/proc/self/maps', 'latin1').split('\n')) {
    const found = /^([0-9a-f]+)-([0-9a-f]+) .*?(\[v\w+\])?$/.exec(line)
    if (found && !found[3]) list.push([Number.parseInt(found[1], 16), Number.parseInt(found[2], 16)])
  }
  return list
}

/**
 * A seccomp program: `madvise(…, …, MADV_DONTFORK)` succeeds without being done, all else is done. An instruction is a code
 * (u16), jumps if true and if false (u8 each) and a value (u32); it sees the call's number at 0, the architecture at 4 and
 * the arguments, 8 bytes each, from 16.
 */
function adviceFilter({ audit, madvise }: Kernel): Uint8Array {
  const LOAD = 0x20
  const IF_EQUAL = 0x15
  const RETURN = 0x06
  const SUCCEED = 0x0005_0000
  const ALLOW = 0x7fff_0000
  const program: [number, number, number, number][] = [
    [LOAD, 0, 0, 4],
    [IF_EQUAL, 0, 5, audit],
    [LOAD, 0, 0, 0],
    [IF_EQUAL, 0, 3, madvise],
    [LOAD, 0, 0, 16 + 8 * 2],
    [IF_EQUAL, 0, 1, MADV_DONTFORK],
    [RETURN, 0, 0, SUCCEED],
    [RETURN, 0, 0, ALLOW],
  ]
  const view = new DataView(new ArrayBuffer(8 * program.length))
  program.forEach(([code, ifTrue, ifFalse, value], i) => {
    view.setUint16(8 * i, code, true)
    view.setUint8(8 * i + 2, ifTrue)
    view.setUint8(8 * i + 3, ifFalse)
    view.setUint32(8 * i + 4, value, true)
  })
  return new Uint8Array(view.buffer)
}
