/**
 * The scheduler of one Julia thread: which of its tasks runs, and what the thread does while none can.
 *
 * Enters: tasks made runnable here or by other threads, timers, entries that the host wants run as the root task. Leaves:
 * stacks resumed by resolving the promise that `rt.task_switch` gave to WebAssembly (JSPI).
 *
 * Invariants. At most one task is `current` and `busy` is true from the moment it is chosen until it waits or ends; its
 * context (shadow stack, exception, depth, `Thread.currentTask`) is set before its promise is resolved, and nothing else
 * of Julia runs on this thread between the two. A new task starts from a microtask, not from within the switch of
 * another one, so that stacks do not nest. A task stays on the thread that started it.
 *
 * A thread with an event loop (thread 1) leaves to it when it has nothing to do, woken by `Atomics.waitAsync` and by
 * timers, and now and then when it has much to do. Any other thread blocks in `Atomics.wait` within the switch itself: if
 * the task that waits is the next to run, no stack is switched at all.
 */
import { control } from '../heap/memory.ts'
import { setShadowStack, type Mutator } from '../heap/mutator.ts'
import { HeapExhausted, pin, unpin } from '../heap/roots.ts'
import { enterSafeRegion, leaveSafeRegion } from '../heap/stop-world.ts'
import { SwitchReason } from '../layout/host-calls.ts'
import { CONTROL, Control, SafepointReason, Thread, threadBlock, wellKnownWord } from '../layout/memory-map.ts'
import { TaskObject, TaskState, TypeObject, Wake } from '../layout/objects.ts'
import { isInboxEmpty, isSpawnedEmpty, pushInbox, pushSpawned, takeInbox, takeSpawned, wakeIdle } from './queues.ts'
import { returnStack, takeStack, type ShadowStack } from './stacks.ts'
import { beginWait, taskWord, wake } from './task-object.ts'
import { Timers, type Timer } from './timers.ts'

/** Thread 1 goes to its event loop after so many milliseconds of switching, and blocks so long before it waits there. */
const EVENT_LOOP_MS = 8
const BLOCK_FIRST_MS = 0.3

/** What the scheduler needs of its thread. */
export interface SchedulerHost {
  readonly mutator: Mutator
  /** Calls `apply(args, nargs)` on a stack of its own. */
  startApply(args: number, nargs: number): Promise<number>
  /** Calls entry k of table `jl` on a stack of its own; the result is stored at `resultAddress` before the stack is left. */
  startEntry(resultAddress: number, k: number): Promise<number>
  /** Answers requests of other threads; nothing on threads that do not. */
  serve(): void
  hasRequests(): boolean
  /** A task is there that another thread may have to run: threads that wait to be needed are. */
  needThreads(): void
  /** The exception object that stands for a JavaScript error. */
  exceptionFor(error: unknown): number
  /** Whether JavaScript frames lie between the current task's Julia frames: then it cannot be suspended. */
  isNested(): boolean
  /** Native stack that a task may have, in bytes. */
  readonly stackBudget: number
  /** Whether the thread has an event loop to go to. */
  readonly hasEventLoop: boolean
}

interface Running {
  readonly task: number
  stack: ShadowStack | null
  /** Slot of the pinned root. */
  pinSlot: number
  resolve: ((exception: number) => void) | null
  timer: Timer<Running> | null
  /** Index in `records`, plus 1. */
  handle: number
}

/** Thrown through the stacks of a thread that has to stop. */
export class ThreadStopped extends Error {
  constructor() {
    super('the thread is stopped')
    this.name = 'ThreadStopped'
  }
}

export class Scheduler {
  private readonly host: SchedulerHost
  private readonly m: Mutator
  private readonly i32: Int32Array
  private current: Running | null = null
  private root: Running | null = null
  private rootEntry = 0
  private rootDone: { resolve(result: number): void; reject(error: unknown): void } | null = null
  private readonly records: (Running | null)[] = []
  private readonly freeHandles: number[] = []
  private queue: Running[] = []
  private readonly timers = new Timers<Running>()
  /** A task is current, running or about to. */
  private busy = false
  private isSafe = false
  private lastLoop = 0
  private kickPending = false
  private waiting: Int32Array | null = null
  private timeout: ReturnType<typeof setTimeout> | null = null
  private keepAlive: ReturnType<typeof setInterval> | null = null
  /** For the thread's owner: resolved when the thread has stopped. */
  onStopped: (() => void) | null = null

  constructor(host: SchedulerHost) {
    this.host = host
    this.m = host.mutator
    this.i32 = host.mutator.heap.i32
  }

  // ---- the root task ----

  /** Makes `task` the root: what the host runs. Its shadow stack is the thread's first one. */
  setRoot(task: number): void {
    const base = this.i32[(this.m.block + Thread.stackBase) >>> 2] >>> 0
    const limit = this.i32[(this.m.block + Thread.stackLimit) >>> 2] >>> 0
    const pinSlot = pin(this.m.heap, task)
    const stack = { base, limit, depth: this.host.stackBudget, tier: -1 }
    const root: Running = { task, stack, pinSlot, resolve: null, timer: null, handle: 0 }
    this.root = root
    this.addRecord(root)
    this.setWords(root, stack)
    Atomics.store(this.i32, taskWord(task, TaskObject.state), TaskState.started)
    Atomics.store(this.i32, taskWord(task, TaskObject.thread), this.m.index + 1)
    this.current = root
    this.i32[(this.m.block + Thread.currentTask) >>> 2] = task
  }

  /**
   * Runs entry k of table `jl` as the root task, which may wait while others run.
   * @returns the result, kept alive by the root task until its next entry; rejected with what was thrown
   */
  runEntry(k: number): Promise<number> {
    const { root } = this
    if (!root || this.rootDone) throw new Error('the root task is running')
    return new Promise((resolve, reject) => {
      this.rootEntry = k
      this.rootDone = { resolve, reject }
      this.keepAlive ??= setInterval(() => {}, 1 << 30)
      this.lastLoop = performance.now()
      if (this.busy) this.queue.push(root)
      else {
        this.acquire()
        this.run(root)
      }
    })
  }

  /** From here on the caller may touch the heap, until it gives the JavaScript thread back. */
  acquire(): void {
    if (this.isSafe) leaveSafeRegion(this.m)
    this.isSafe = false
    this.kick()
  }

  /** Lets the other tasks run, or the thread idle, once the JavaScript that runs now is through. */
  private kick(): void {
    if (this.kickPending || !this.host.hasEventLoop) return
    this.kickPending = true
    setImmediate(() => {
      this.kickPending = false
      if (!this.busy) this.wakeUp()
    })
  }

  // ---- what compiled code asks for ----

  /** Makes a new task runnable. */
  start(task: number): void {
    const state = taskWord(task, TaskObject.state)
    if (Atomics.compareExchange(this.i32, state, TaskState.created, TaskState.started) !== TaskState.created) return
    this.i32[taskWord(task, TaskObject.handle)] = -1 - pin(this.m.heap, task)
    const word = taskWord(task, TaskObject.thread)
    if (this.i32[word] < 0) Atomics.store(this.i32, word, this.m.index + 1)
    const thread = this.i32[word]
    if (thread === this.m.index + 1) return void this.queue.push(this.recordOf(task))
    this.host.needThreads()
    if (thread === 0) pushSpawned(this.m.heap, task)
    else pushInbox(this.m.heap, thread - 1, task)
  }

  /** Makes a waiting task runnable, or its next wait return at once. */
  resume(task: number): void {
    if (!wake(this.m.heap, task)) return
    const thread = this.i32[taskWord(task, TaskObject.thread)]
    if (thread === this.m.index + 1) this.queue.push(this.recordOf(task))
    else pushInbox(this.m.heap, thread - 1, task)
  }

  /** Wakes a task to throw. */
  throwIn(task: number, exception: number): void {
    this.i32[taskWord(task, TaskObject.result)] = exception
    Atomics.store(this.i32, taskWord(task, TaskObject.throwing), 1)
    this.resume(task)
  }

  /** The current task is to be woken after so many seconds; it then calls `switchTask(sleep)`. */
  sleep(seconds: number): void {
    const task = this.current
    if (!task) return
    if (task.timer) task.timer.cancelled = true
    const ms = Number.isFinite(seconds) ? Math.max(0, seconds) * 1000 : 2 ** 40
    task.timer = this.timers.add(performance.now() + ms, task)
  }

  /** `rt.task_switch`: a promise suspends the stack; a number goes on at once (0, or an exception to throw). */
  switchTask(reason: number): Promise<number> | number {
    const task = this.current
    if (!task) throw new Error('no task is running')
    if (reason === SwitchReason.yield) return this.yieldTask(task)
    if (!beginWait(this.m.heap, task.task)) return this.resumed(task)
    if (this.host.isNested()) return this.waitHere(task)
    if (!this.host.hasEventLoop) {
      const next = this.blockForNext()
      return next === task ? this.resumed(task) : this.suspend(task, next)
    }
    const next = performance.now() - this.lastLoop > EVENT_LOOP_MS ? null : this.choose()
    return next === task ? this.resumed(task) : this.suspend(task, next)
  }

  private yieldTask(task: Running): Promise<number> | number {
    if (this.host.isNested()) return 0
    const wantsLoop = this.host.hasEventLoop && performance.now() - this.lastLoop > EVENT_LOOP_MS
    const next = wantsLoop ? null : this.choose()
    if (!next && !wantsLoop) return 0
    this.queue.push(task)
    return this.suspend(task, next)
  }

  /** Gives the stack up; `next` runs, or what comes later. */
  private suspend(task: Running, next: Running | null): Promise<number> {
    this.save(task)
    const promise = new Promise<number>(resolve => {
      task.resolve = resolve
    })
    if (next) this.run(next)
    else if (this.queue.length > 0) this.visitLoop()
    else this.goIdle()
    return promise
  }

  /** What a task that goes on has to throw, or 0. */
  private resumed(task: Running): number {
    if (task.timer) {
      task.timer.cancelled = true
      task.timer = null
    }
    const flag = taskWord(task.task, TaskObject.throwing)
    if (this.i32[flag] === 0) return 0
    this.i32[flag] = 0
    return this.i32[taskWord(task.task, TaskObject.result)]
  }

  // ---- choosing and running ----

  /** The next task to run, or null. */
  private choose(): Running | null {
    this.poll()
    const local = this.queue.shift()
    if (local) {
      // This thread may have been the one woken for a spawned task: another one gets it.
      if (!isSpawnedEmpty(this.m.heap)) wakeIdle(this.m.heap)
      return local
    }
    const spawned = takeSpawned(this.m.heap)
    if (spawned === 0) return null
    Atomics.store(this.i32, taskWord(spawned, TaskObject.thread), this.m.index + 1)
    return this.recordOf(spawned)
  }

  /** Collects what has become runnable. */
  private poll(): void {
    if (this.host.hasRequests()) this.host.serve()
    for (const task of takeInbox(this.m.heap, this.m.index)) this.queue.push(this.recordOf(task))
    if (this.timers.next() !== Infinity) {
      for (const task of this.timers.due(performance.now())) {
        task.timer = null
        this.resume(task.task)
      }
    }
    if (this.isInterrupted()) this.interruptRoot()
  }

  private run(task: Running): void {
    this.busy = true
    this.current = task
    const { resolve } = task
    if (!resolve) {
      queueMicrotask(() => this.begin(task))
      return
    }
    this.restore(task)
    task.resolve = null
    resolve(this.resumed(task))
  }

  /** Starts a task's stack. */
  private begin(task: Running): void {
    let promise: Promise<number>
    try {
      promise = task === this.root ? this.beginRoot(task) : this.beginTask(task)
    } catch (error) {
      promise = Promise.reject(error)
    }
    promise.then(
      result => this.ended(task, result),
      (error: unknown) => this.failed(task, error),
    )
  }

  private beginRoot(root: Running): Promise<number> {
    this.restore(root)
    return this.host.startEntry(root.task + TaskObject.result, this.rootEntry)
  }

  private beginTask(task: Running): Promise<number> {
    const stack = takeStack(this.m.heap, this.host.stackBudget)
    task.stack = stack
    this.i32[stack.base >>> 2] = this.i32[taskWord(task.task, TaskObject.code)]
    this.setWords(task, stack)
    this.i32[taskWord(task.task, TaskObject.sp)] = stack.base + 4
    this.restore(task)
    return this.host.startApply(stack.base, 1)
  }

  private setWords(task: Running, stack: ShadowStack): void {
    this.i32[taskWord(task.task, TaskObject.stackBase)] = stack.base
    this.i32[taskWord(task.task, TaskObject.stackLimit)] = stack.limit
    this.i32[taskWord(task.task, TaskObject.sp)] = stack.base
    this.i32[taskWord(task.task, TaskObject.depth)] = stack.depth
  }

  private save(task: Running): void {
    const { i32 } = this
    i32[taskWord(task.task, TaskObject.sp)] = this.m.sp.value
    i32[taskWord(task.task, TaskObject.exception)] = i32[(this.m.block + Thread.currentException) >>> 2]
    i32[taskWord(task.task, TaskObject.depth)] = i32[(this.m.block + Thread.depth) >>> 2]
  }

  private restore(task: Running): void {
    const { i32, m } = this
    const word = (field: number): number => i32[taskWord(task.task, field)]
    setShadowStack(m, word(TaskObject.stackBase), word(TaskObject.stackLimit), word(TaskObject.sp))
    i32[(m.block + Thread.currentTask) >>> 2] = task.task
    i32[(m.block + Thread.currentException) >>> 2] = word(TaskObject.exception)
    i32[(m.block + Thread.depth) >>> 2] = word(TaskObject.depth)
  }

  // ---- ends ----

  private ended(task: Running, result: number): void {
    if (task === this.root) return this.rootEnded(done => done.resolve(result >>> 0))
    this.forget(task)
    this.dispatch()
  }

  /** What ended so was no Julia exception that the task's own code could handle: the task is told, to wake who waits for it. */
  private failed(task: Running, error: unknown): void {
    if (error instanceof ThreadStopped) return this.stopped()
    if (task === this.root) return this.rootEnded(done => done.reject(error))
    if (!task.stack || this.i32[taskWord(task.task, TaskObject.state)] >= TaskState.done) {
      if (!task.stack) this.failWithoutStack(task, error)
      this.forget(task)
      return this.dispatch()
    }
    const { base } = task.stack
    this.i32[taskWord(task.task, TaskObject.sp)] = base + 8
    this.i32[taskWord(task.task, TaskObject.depth)] = task.stack.depth
    this.i32[taskWord(task.task, TaskObject.exception)] = 0
    this.i32[base >>> 2] = this.i32[taskWord(task.task, TaskObject.code)]
    this.i32[(base >>> 2) + 1] = 0
    this.restore(task)
    this.i32[(base >>> 2) + 1] = this.host.exceptionFor(error)
    const over = (): void => {
      this.forget(task)
      this.dispatch()
    }
    this.host.startApply(base, 2).then(over, (again: unknown) => {
      if (again instanceof ThreadStopped) return this.stopped()
      this.failWithoutStack(task, again)
      over()
    })
  }

  private failWithoutStack(task: Running, error: unknown): void {
    this.i32[taskWord(task.task, TaskObject.result)] =
      error instanceof HeapExhausted ? this.instance('OutOfMemoryError') : this.host.exceptionFor(error)
    Atomics.store(this.i32, taskWord(task.task, TaskObject.state), TaskState.failed)
  }

  private rootEnded(tell: (done: NonNullable<Scheduler['rootDone']>) => void): void {
    const done = this.rootDone
    this.rootDone = null
    if (this.keepAlive) clearInterval(this.keepAlive)
    this.keepAlive = null
    this.busy = false
    const root = this.root as Running
    // An entry that threw leaves its frames behind.
    this.i32[taskWord(root.task, TaskObject.sp)] = (root.stack as ShadowStack).base
    this.i32[taskWord(root.task, TaskObject.exception)] = 0
    this.i32[taskWord(root.task, TaskObject.depth)] = this.host.stackBudget
    this.restore(root)
    this.kick()
    if (done) tell(done)
  }

  private forget(task: Running): void {
    if (task.stack) {
      this.setWords(task, { base: 0, limit: 0, depth: 0, tier: 0 })
      this.useBaseStack()
      returnStack(this.m.heap, task.stack)
    }
    unpin(this.m.heap, task.pinSlot)
    this.records[task.handle - 1] = null
    this.freeHandles.push(task.handle)
    this.i32[taskWord(task.task, TaskObject.handle)] = 0
  }

  /** Between tasks the thread stands on its root's stack, or on the one it began with. */
  private useBaseStack(): void {
    if (this.root) {
      this.current = this.root
      this.restore(this.root)
      return
    }
    this.current = null
    const { i32, m } = this
    i32[(m.block + Thread.currentTask) >>> 2] = 0
    i32[(m.block + Thread.currentException) >>> 2] = 0
    setShadowStack(m, this.baseStack.base, this.baseStack.limit)
  }

  /** The stack of a thread without a root task. */
  baseStack: { readonly base: number; readonly limit: number } = { base: 0, limit: 0 }

  private dispatch(): void {
    try {
      const next = this.host.hasEventLoop ? this.chooseOrVisitLoop() : this.blockForNext()
      if (next) this.run(next)
    } catch (error) {
      if (!(error instanceof ThreadStopped)) throw error
      this.stopped()
    }
  }

  /** The next task; null if the thread has gone to its event loop. */
  private chooseOrVisitLoop(): Running | null {
    if (performance.now() - this.lastLoop > EVENT_LOOP_MS) {
      this.visitLoop()
      return null
    }
    const next = this.choose()
    if (!next) this.goIdle()
    return next
  }

  // ---- waiting with an event loop ----

  /** Lets timers, sockets and the like have a turn. */
  private visitLoop(): void {
    this.busy = true
    setImmediate(() => {
      this.lastLoop = performance.now()
      this.dispatch()
    })
  }

  private goIdle(): void {
    this.useBaseStack()
    this.busy = false
    if (!this.isSafe) enterSafeRegion(this.m)
    this.isSafe = true
    if (this.othersRun()) {
      const before = Atomics.load(this.i32, this.wakeWord())
      Atomics.store(this.i32, this.idleWord(), 1)
      if (!this.hasWork() && performance.now() < this.timers.next()) Atomics.wait(this.i32, this.wakeWord(), before, BLOCK_FIRST_MS)
      Atomics.store(this.i32, this.idleWord(), 0)
    }
    this.arm()
  }

  /** Has the thread woken when there is something to do. */
  private arm(): void {
    const before = Atomics.load(this.i32, this.wakeWord())
    Atomics.store(this.i32, this.idleWord(), 1)
    if (this.hasWork()) {
      this.wakeSoon()
      return
    }
    if (this.timeout) clearTimeout(this.timeout)
    const due = this.timers.next()
    this.timeout = due === Infinity ? null : setTimeout(() => this.wakeUp(), Math.max(0, Math.min(due - performance.now(), 2 ** 31 - 1)))
    const w = Atomics.waitAsync(this.i32, this.wakeWord(), before)
    if (w.async) void w.value.then(() => this.wakeUp())
    else this.wakeSoon()
  }

  private wakeSoon(): void {
    queueMicrotask(() => this.wakeUp())
  }

  private wakeUp(): void {
    if (this.busy) return
    Atomics.store(this.i32, this.idleWord(), 0)
    if (this.isSafe) leaveSafeRegion(this.m)
    this.isSafe = false
    this.lastLoop = performance.now()
    this.busy = true
    this.dispatch()
  }

  private othersRun(): boolean {
    const threads = control(this.m.heap, Control.threadCount)
    for (let n = 1; n < threads; n++) if (Atomics.load(this.i32, (threadBlock(n) + Thread.idle) >>> 2) === 0) return true
    return false
  }

  // ---- waiting without one ----

  /** Blocks until a task can run. @throws ThreadStopped */
  private blockForNext(): Running {
    for (;;) {
      if (control(this.m.heap, Control.stopping) !== 0) throw new ThreadStopped()
      const next = this.choose()
      if (next) return next
      this.block(Infinity)
    }
  }

  /** Blocks until something has happened or `ms` milliseconds have passed. The heap is not touched meanwhile. */
  private block(ms: number): void {
    const before = Atomics.load(this.i32, this.wakeWord())
    Atomics.store(this.i32, this.idleWord(), 1)
    const left = Math.min(ms, this.timers.next() - performance.now())
    if (!this.hasWork() && left > 0 && control(this.m.heap, Control.stopping) === 0) {
      enterSafeRegion(this.m)
      Atomics.wait(this.i32, this.wakeWord(), before, left)
      leaveSafeRegion(this.m)
    }
    Atomics.store(this.i32, this.idleWord(), 0)
  }

  /**
   * Waits with the whole thread: the task cannot be suspended, because a JavaScript frame lies below it (it runs within a
   * macro's expansion). Tasks of other threads and timers can wake it.
   */
  private waitHere(task: Running): number {
    const word = taskWord(task.task, TaskObject.wake)
    while (Atomics.load(this.i32, word) === Wake.waiting) {
      this.poll()
      if (Atomics.load(this.i32, word) !== Wake.waiting) break
      this.block(100)
    }
    this.queue = this.queue.filter(t => t !== task)
    return this.resumed(task)
  }

  /** Begins the life of a thread without a root task. The JavaScript that called must then return to its event loop. */
  begins(): void {
    this.dispatch()
  }

  private stopped(): void {
    this.busy = false
    if (!this.isSafe) enterSafeRegion(this.m)
    this.isSafe = true
    this.onStopped?.()
  }

  private hasWork(): boolean {
    const { heap, index } = this.m
    return this.queue.length > 0 || !isInboxEmpty(heap, index) || !isSpawnedEmpty(heap) || this.host.hasRequests() || this.isInterrupted()
  }

  // ---- interrupts ----

  /** Whether there was an interrupt that this thread has not heeded. */
  isInterrupted(): boolean {
    return control(this.m.heap, Control.interruptEpoch) !== this.i32[(this.m.block + Thread.interruptSeen) >>> 2]
  }

  /**
   * At a safepoint: the exception that the running task has to throw, or 0. The root is woken to throw too if it waits.
   */
  heedInterrupt(): number {
    const wanted = this.isInterrupted()
    if (wanted) this.interruptRoot()
    this.clearInterruptBit()
    return wanted && this.current && this.busy ? this.instance('InterruptException') : 0
  }

  private interruptRoot(): void {
    Atomics.store(this.i32, (this.m.block + Thread.interruptSeen) >>> 2, control(this.m.heap, Control.interruptEpoch))
    const { root } = this
    if (!root || !this.rootDone || this.i32[taskWord(root.task, TaskObject.wake)] !== Wake.waiting) return
    this.throwIn(root.task, this.instance('InterruptException'))
  }

  /** The last thread to heed an interrupt, of those that run, takes the bit back. */
  private clearInterruptBit(): void {
    const { i32 } = this
    const epoch = control(this.m.heap, Control.interruptEpoch)
    const threads = control(this.m.heap, Control.threadCount)
    for (let n = 0; n < threads; n++) {
      const block = threadBlock(n)
      const hasSeen = Atomics.load(i32, (block + Thread.interruptSeen) >>> 2) === epoch
      if (!hasSeen && Atomics.load(i32, (block + Thread.inSafeRegion) >>> 2) === 0) return
    }
    Atomics.and(i32, (CONTROL + Control.safepoint) >>> 2, ~SafepointReason.interrupt)
  }

  private instance(name: 'InterruptException' | 'OutOfMemoryError'): number {
    return this.i32[(this.i32[wellKnownWord(name) >>> 2] + TypeObject.instance) >>> 2]
  }

  // ---- records ----

  private recordOf(task: number): Running {
    const handle = this.i32[taskWord(task, TaskObject.handle)]
    if (handle > 0) return this.records[handle - 1] as Running
    const made: Running = { task: task >>> 0, stack: null, pinSlot: -1 - handle, resolve: null, timer: null, handle: 0 }
    this.addRecord(made)
    return made
  }

  private addRecord(task: Running): void {
    task.handle = this.freeHandles.pop() ?? this.records.length + 1
    this.records[task.handle - 1] = task
    this.i32[taskWord(task.task, TaskObject.handle)] = task.handle
  }

  private wakeWord(): number {
    return (this.m.block + Thread.wake) >>> 2
  }

  private idleWord(): number {
    return (this.m.block + Thread.idle) >>> 2
  }
}

/** Interrupts what runs: from any JavaScript thread that has the memory. */
export function requestInterrupt(i32: Int32Array): void {
  Atomics.add(i32, (CONTROL + Control.interruptEpoch) >>> 2, 1)
  Atomics.or(i32, (CONTROL + Control.safepoint) >>> 2, SafepointReason.interrupt)
  const threads = i32[(CONTROL + Control.threadCount) >>> 2]
  for (let n = 0; n < threads; n++) {
    const word = (threadBlock(n) + Thread.wake) >>> 2
    Atomics.add(i32, word, 1)
    Atomics.notify(i32, word)
  }
}
