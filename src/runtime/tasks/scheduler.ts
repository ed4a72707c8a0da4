/**
 * The scheduler of one Julia thread: which of its tasks runs, and when.
 *
 * Enters: tasks made runnable here or by other threads, timers, entries that the host wants run as the root task. Leaves:
 * stacks resumed by resolving the promise that `rt.task_switch` gave to WebAssembly (JSPI).
 *
 * Invariants. At most one task is `current` and `busy` is true from the moment it is chosen until it waits or ends; its
 * context (see `records.ts`) is set before its promise is resolved, and nothing else of Julia runs on this thread between
 * the two. A new task starts where another has ended (`taskDone`), or from a microtask, not from within the switch of another
 * one, so that stacks do not nest. A task stays on the thread that started it.
 *
 * A thread with an event loop (thread 1) leaves to it when it has nothing to do, and now and then when it has much to do.
 * Any other thread blocks within the switch itself: if the task that waits is the next to run, no stack is switched at
 * all. How a thread sleeps and is woken is in `idle.ts`, what interrupts do in `interrupts.ts`.
 */
import { control } from '../heap/memory.ts'
import type { Mutator } from '../heap/mutator.ts'
import { HeapExhausted } from '../heap/roots.ts'
import { SwitchReason } from '../layout/host-calls.ts'
import { Control, Thread, wellKnownWord } from '../layout/memory-map.ts'
import { TaskObject, TaskState, TypeObject } from '../layout/objects.ts'
import { Carriers } from './carriers.ts'
import { ProgramEnd, RunAbandoned, ThreadStopped } from './ending.ts'
import { Idle } from './idle.ts'
import { clearInterruptBit, holdsInterrupts, isForced, isInterrupted, markHeeded } from './interrupts.ts'
import { isInboxEmpty, isSpawnedEmpty, pushInbox, pushSpawned, takeInbox, takeSpawned, wakeIdle } from './queues.ts'
import { type Carrier, pinStarted, TaskRecords, type TaskRecord } from './records.ts'
import type { NativeStacks } from '../threads/stack-count.ts'
import { takeStack, type ShadowStack } from './stacks.ts'
import { beginWait, taskWord, wake } from './task-object.ts'
import { Timers } from './timers.ts'

/** Thread 1 goes to its event loop after so many milliseconds of switching. */
const EVENT_LOOP_MS = 8

/** What the scheduler needs of its thread. */
export interface SchedulerHost {
  readonly mutator: Mutator
  /** Calls `apply(args, 1)` on a stack of its own, then the same with what `taskDone` gives, until that is 0. */
  startTasks(args: number): Promise<number>
  /** Calls `apply(args, nargs)` on a stack of its own. */
  startApply(args: number, nargs: number): Promise<number>
  /** Calls entry k of table `jl` on a stack of its own; the result is stored at `resultAddress` before the stack is left. */
  startEntry(resultAddress: number, k: number): Promise<number>
  /** The same for `apply(args, nargs)`. */
  startCall(resultAddress: number, args: number, nargs: number): Promise<number>
  /** Answers requests of other threads; nothing on threads that do not. */
  serve(): void
  hasRequests(): boolean
  /** A task is there that another thread may have to run: threads that wait to be needed are. */
  needThreads(): void
  /** The exception object that stands for a JavaScript error. */
  exceptionFor(error: unknown): number
  /** Native stack that a task may have, in bytes. */
  readonly stackBudget: number
  readonly stacks: NativeStacks
  /** Whether the thread has an event loop to go to. */
  readonly hasEventLoop: boolean
}

type Tell = (done: { resolve(result: number): void; reject(error: unknown): void }) => void

export class Scheduler {
  private readonly host: SchedulerHost
  private readonly m: Mutator
  private readonly i32: Int32Array
  private readonly records: TaskRecords
  private readonly idle: Idle
  private readonly timers = new Timers<TaskRecord>()
  private current: TaskRecord | null = null
  private root: TaskRecord | null = null
  private rootBegins: (() => Promise<number>) | null = null
  private rootDone: Parameters<Tell>[0] | null = null
  private queue: TaskRecord[] = []
  private readonly carriers: Carriers
  /** A task is current, running or about to. */
  private busy = false
  private lastLoop = 0
  private kickPending = false
  private keepAlive: ReturnType<typeof setInterval> | null = null
  /** Set when the program has to end: nothing is run any more. */
  private end: Error | null = null
  /** For the thread's owner: called when the thread has stopped, with what made it if nobody had asked for it. */
  onStopped: ((error?: unknown) => void) | null = null
  /** The stack of a thread without a root task. */
  baseStack: { readonly base: number; readonly limit: number } = { base: 0, limit: 0 }

  constructor(host: SchedulerHost) {
    this.host = host
    this.m = host.mutator
    this.i32 = host.mutator.heap.i32
    this.records = new TaskRecords(host.mutator)
    this.carriers = new Carriers(
      base => host.startTasks(base),
      (task, error) => this.failed(task, error),
    )
    this.idle = new Idle({
      mutator: host.mutator,
      hasWork: () => this.hasWork(),
      nextTimer: () => this.timers.next(),
      awake: () => this.awake(),
    })
  }

  // ---- the root task ----

  /** Makes `task` the root: what the host runs. Its shadow stack is the thread's first one. */
  setRoot(task: number): void {
    const base = this.i32[(this.m.block + Thread.stackBase) >>> 2] >>> 0
    const limit = this.i32[(this.m.block + Thread.stackLimit) >>> 2] >>> 0
    this.root = this.records.addRoot(task, { base, limit, depth: this.host.stackBudget, tier: -1 })
    Atomics.store(this.i32, taskWord(task, TaskObject.state), TaskState.started)
    Atomics.store(this.i32, taskWord(task, TaskObject.thread), this.m.index + 1)
    this.current = this.root
    this.i32[(this.m.block + Thread.currentTask) >>> 2] = task
  }

  /**
   * Runs entry k of table `jl` as the root task, which may wait while others run.
   * @returns the result, kept alive by the root task until its next entry; rejected with what was thrown
   */
  runEntry(k: number): Promise<number> {
    return this.runRoot(root => this.host.startEntry(root.task + TaskObject.result, k))
  }

  /** The same with a dynamic call: args[0] is the function. They are rooted from here on. */
  runCall(args: readonly number[]): Promise<number> {
    const { root } = this
    if (!this.busy) this.acquire()
    if (root && !this.rootDone) this.pushArguments(root, args)
    return this.runRoot(r => this.host.startCall(r.task + TaskObject.result, (r.stack as ShadowStack).base, args.length))
  }

  /** On the empty stack of the root, which may be the one that the thread stands on. */
  private pushArguments(root: TaskRecord, args: readonly number[]): void {
    const { base } = root.stack as ShadowStack
    for (let i = 0; i < args.length; i++) this.i32[(base >>> 2) + i] = args[i]
    this.i32[taskWord(root.task, TaskObject.sp)] = base + 4 * args.length
    if (this.current === root) this.records.restore(root)
  }

  private runRoot(begins: (root: TaskRecord) => Promise<number>): Promise<number> {
    const { root } = this
    if (this.end) return Promise.reject(this.end)
    if (!root || this.rootDone) throw new Error('the root task is running')
    return new Promise((resolve, reject) => {
      this.rootBegins = () => begins(root)
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
    this.idle.leave()
    this.kick()
  }

  /** Lets the other tasks run, or the thread idle, once the JavaScript that runs now is through. */
  private kick(): void {
    if (this.kickPending || !this.host.hasEventLoop) return
    this.kickPending = true
    setImmediate(() => {
      this.kickPending = false
      this.awake()
    })
  }

  /**
   * Ends the program: what the host waits for is rejected with `error`, and no task runs on. The task that runs now is
   * unwound by `checkEnd` at its next safepoint, or by what threw `error` in the first place.
   */
  endProgram(error: Error): void {
    if (this.end) return
    this.end = error
    this.tellRoot(done => done.reject(error))
  }

  /** @throws what ended the program, if something has */
  checkEnd(): void {
    if (this.end) throw this.end
  }

  // ---- what compiled code asks for ----

  /** Makes a new task runnable. */
  start(task: number): void {
    const state = taskWord(task, TaskObject.state)
    if (Atomics.compareExchange(this.i32, state, TaskState.created, TaskState.started) !== TaskState.created) return
    pinStarted(this.m.heap, task)
    // Until it begins, the word says which interrupts came before it: they are not meant for it.
    this.i32[taskWord(task, TaskObject.depth)] = control(this.m.heap, Control.interruptEpoch)
    const word = taskWord(task, TaskObject.thread)
    if (this.i32[word] < 0) Atomics.store(this.i32, word, this.m.index + 1)
    const thread = this.i32[word]
    if (thread === this.m.index + 1) return void this.queue.push(this.records.of(task))
    this.host.needThreads()
    if (thread === 0) pushSpawned(this.m.heap, task)
    else pushInbox(this.m.heap, thread - 1, task)
  }

  /** Makes a waiting task runnable, or its next wait return at once. */
  resume(task: number): void {
    if (!wake(this.m.heap, task)) return
    const thread = this.i32[taskWord(task, TaskObject.thread)]
    if (thread === this.m.index + 1) this.queue.push(this.records.of(task))
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
    if (!this.host.hasEventLoop) {
      const next = this.blockForNext()
      return next === task ? this.resumed(task) : this.suspend(task, next)
    }
    const next = this.wantsLoop() ? null : this.choose()
    return next === task ? this.resumed(task) : this.suspend(task, next)
  }

  private yieldTask(task: TaskRecord): Promise<number> | number {
    const wantsLoop = this.host.hasEventLoop && this.wantsLoop()
    const next = wantsLoop ? null : this.choose()
    if (!next && !wantsLoop) return this.resumed(task)
    this.queue.push(task)
    return this.suspend(task, next)
  }

  private wantsLoop(): boolean {
    return performance.now() - this.lastLoop > EVENT_LOOP_MS
  }

  /** Gives the stack up; `next` runs, or what comes later. */
  private suspend(task: TaskRecord, next: TaskRecord | null): Promise<number> {
    this.records.save(task)
    const promise = new Promise<number>(resolve => {
      task.resolve = resolve
    })
    if (next) this.run(next)
    else if (this.queue.length > 0) this.visitLoop()
    else this.goIdle()
    return promise
  }

  /** What a task that goes on has to throw, or 0. @throws RunAbandoned */
  private resumed(task: TaskRecord): number {
    if (task.timer) {
      task.timer.cancelled = true
      task.timer = null
    }
    if (task.isAbandoned) {
      task.isAbandoned = false
      throw new RunAbandoned()
    }
    const flag = taskWord(task.task, TaskObject.throwing)
    if (this.i32[flag] === 0) return 0
    this.i32[flag] = 0
    return this.i32[taskWord(task.task, TaskObject.result)]
  }

  // ---- choosing and running ----

  /** The next task to run, or null. @throws what ended the program */
  private choose(): TaskRecord | null {
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
    return this.records.of(spawned)
  }

  /** Collects what has become runnable. */
  private poll(): void {
    if (this.host.hasRequests()) this.host.serve()
    this.checkEnd()
    for (const task of takeInbox(this.m.heap, this.m.index)) this.queue.push(this.records.of(task))
    if (this.timers.next() !== Infinity) {
      for (const task of this.timers.due(performance.now())) {
        task.timer = null
        this.resume(task.task)
      }
    }
    if (isInterrupted(this.m)) this.interruptRoot()
  }

  private hasWork(): boolean {
    const { heap, index } = this.m
    return this.queue.length > 0 || !isInboxEmpty(heap, index) || !isSpawnedEmpty(heap) || this.host.hasRequests() || isInterrupted(this.m)
  }

  private run(task: TaskRecord): void {
    this.busy = true
    this.current = task
    const { resolve } = task
    if (!resolve) {
      queueMicrotask(() => this.begin(task))
      return
    }
    this.records.restore(task)
    task.resolve = null
    resolve(this.outcomeOfWait(task))
  }

  private outcomeOfWait(task: TaskRecord): number | Promise<number> {
    try {
      return this.resumed(task)
    } catch (error) {
      return Promise.reject(error as Error)
    }
  }

  /** Starts a task. */
  private begin(task: TaskRecord): void {
    try {
      if (task === this.root) this.beginRoot(task)
      else this.carriers.begin(task, this.prepare(task))
    } catch (error) {
      this.failed(task, error)
    }
  }

  private beginRoot(root: TaskRecord): void {
    this.records.restore(root)
    const begins = this.rootBegins as () => Promise<number>
    begins().then(
      result => this.rootEnded(done => done.resolve(result >>> 0)),
      (error: unknown) => this.failed(root, error),
    )
  }

  /**
   * Gives a new task its shadow stack, its function at the beginning of it, and makes it the thread's context.
   * @throws what the task has to fail with instead
   */
  private prepare(task: TaskRecord): number {
    const stack = takeStack(this.m.heap, this.host.stackBudget)
    task.stack = stack
    task.born = this.i32[taskWord(task.task, TaskObject.depth)]
    this.i32[stack.base >>> 2] = this.i32[taskWord(task.task, TaskObject.code)]
    this.records.setStack(task, stack)
    this.i32[taskWord(task.task, TaskObject.sp)] = stack.base + 4
    this.records.restore(task)
    // A few more are there for as long as it takes a task to say so to those who wait for it.
    if (!this.host.stacks.take()) throw new HeapExhausted(0)
    // An interrupt came between: it would run on after what it belongs to has ended.
    if (task.born !== control(this.m.heap, Control.interruptEpoch)) throw new RunAbandoned()
    return stack.base
  }

  private dispatch(): void {
    try {
      const next = this.host.hasEventLoop ? this.chooseOrVisitLoop() : this.blockForNext()
      if (next) this.run(next)
    } catch (error) {
      this.stopped(error)
    }
  }

  /** The next task; null if the thread has gone to its event loop. */
  private chooseOrVisitLoop(): TaskRecord | null {
    if (this.wantsLoop()) {
      this.visitLoop()
      return null
    }
    const next = this.choose()
    if (!next) this.goIdle()
    return next
  }

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
    this.idle.leaveToLoop()
  }

  /** From the event loop: looks for something to do, unless a task is at it. */
  private awake(): void {
    if (this.busy || this.end) return
    this.idle.busy()
    this.idle.leave()
    this.lastLoop = performance.now()
    this.busy = true
    this.dispatch()
  }

  /** Blocks until a task can run. @throws ThreadStopped */
  private blockForNext(): TaskRecord {
    for (;;) {
      if (control(this.m.heap, Control.stopping) !== 0) throw new ThreadStopped()
      const next = this.choose()
      if (next) return next
      this.idle.block(Infinity)
    }
  }

  /** Begins the life of a thread without a root task. The JavaScript that called must then return to its event loop. */
  begins(): void {
    this.dispatch()
  }

  // ---- ends ----

  /**
   * The task on this native stack is over.
   * @returns where the function of the stack's next task lies, or a promise of that; 0 if the stack is needed no more
   */
  taskDone(): Promise<number> | number {
    const task = this.current as TaskRecord
    const carrier = task.carrier as Carrier
    carrier.task = null
    this.forget(task)
    try {
      const next = this.host.hasEventLoop ? this.chooseOrVisitLoop() : this.blockForNext()
      if (next && next !== this.root && !next.resolve) return this.goOnWith(carrier, next)
      if (next) this.run(next)
    } catch (error) {
      this.stopped(error)
    }
    return this.carriers.park(carrier)
  }

  private goOnWith(carrier: Carrier, task: TaskRecord): Promise<number> | number {
    this.current = task
    try {
      const base = this.prepare(task)
      this.carriers.take(carrier, task)
      return base
    } catch (error) {
      queueMicrotask(() => this.failed(task, error))
      return this.carriers.park(carrier)
    }
  }

  /** What ended so was no Julia exception that the task's own code could handle: the task is told, to wake who waits for it. */
  private failed(task: TaskRecord, error: unknown): void {
    if (error instanceof ThreadStopped || error instanceof ProgramEnd || error === this.end) return this.stopped(error)
    if (task === this.root) return this.rootEnded(done => done.reject(error))
    if (!task.stack || this.i32[taskWord(task.task, TaskObject.state)] >= TaskState.done) {
      if (!task.stack) this.failWithoutStack(task, error)
      this.forget(task)
      return this.dispatch()
    }
    this.prepareFailure(task, task.stack, error)
    const over = (): void => {
      this.forget(task)
      this.dispatch()
    }
    this.host.startApply(task.stack.base, 2).then(over, (again: unknown) => {
      if (again instanceof ThreadStopped || again instanceof ProgramEnd || again === this.end) return this.stopped(again)
      this.failWithoutStack(task, again)
      over()
    })
  }

  /** The task's body is to be called once more on its emptied stack, with the exception. */
  private prepareFailure(task: TaskRecord, { base, depth }: ShadowStack, error: unknown): void {
    this.i32[taskWord(task.task, TaskObject.sp)] = base + 8
    this.i32[taskWord(task.task, TaskObject.depth)] = depth
    this.i32[taskWord(task.task, TaskObject.exception)] = 0
    this.i32[base >>> 2] = this.i32[taskWord(task.task, TaskObject.code)]
    this.i32[(base >>> 2) + 1] = 0
    this.records.restore(task)
    this.i32[(base >>> 2) + 1] = this.host.exceptionFor(error)
  }

  private failWithoutStack(task: TaskRecord, error: unknown): void {
    this.i32[taskWord(task.task, TaskObject.result)] =
      error instanceof HeapExhausted ? this.instance('OutOfMemoryError') : this.host.exceptionFor(error)
    Atomics.store(this.i32, taskWord(task.task, TaskObject.state), TaskState.failed)
  }

  private rootEnded(tell: Tell): void {
    this.busy = false
    const root = this.root as TaskRecord
    // An entry that threw leaves its frames behind.
    this.records.setStack(root, root.stack as ShadowStack)
    this.i32[taskWord(root.task, TaskObject.exception)] = 0
    // An interrupt that came too late is none of the next entry's.
    root.isAbandoned = false
    this.i32[taskWord(root.task, TaskObject.throwing)] = 0
    this.records.restore(root)
    this.records.endSections()
    this.kick()
    this.tellRoot(tell)
  }

  private tellRoot(tell: Tell): void {
    const done = this.rootDone
    this.rootDone = null
    if (this.keepAlive) clearInterval(this.keepAlive)
    this.keepAlive = null
    if (done) tell(done)
  }

  private forget(task: TaskRecord): void {
    // Counted since it was given its stack.
    if (task.stack) this.host.stacks.release()
    this.useBaseStack()
    this.records.remove(task)
  }

  /** Between tasks the thread stands on its root's stack, or on the one it began with. */
  private useBaseStack(): void {
    this.current = this.root
    this.records.endSections()
    if (this.root) this.records.restore(this.root)
    else this.records.restoreNone(this.baseStack.base, this.baseStack.limit)
  }

  /** The thread runs no more: somebody wanted so, or it cannot go on. It must not keep a collector waiting. */
  private stopped(error: unknown): void {
    this.busy = false
    this.idle.rest()
    if (error instanceof ThreadStopped) return this.onStopped?.()
    // Without an event loop there is no root to tell: the thread's owner gets it.
    if (this.host.hasEventLoop) this.endProgram(error as Error)
    else this.onStopped?.(error)
  }

  // ---- interrupts ----

  /**
   * At a safepoint: the exception that the running task has to throw, or 0. The root throws too when it goes on.
   * @throws RunAbandoned
   */
  heedInterrupt(): number {
    if (holdsInterrupts(this.m)) return 0
    const wanted = isInterrupted(this.m)
    const forced = isForced(this.m)
    const runs = this.busy ? this.current : null
    const isOlder = runs !== null && runs.born !== control(this.m.heap, Control.interruptEpoch)
    if (wanted && runs !== this.root) this.interruptRoot()
    if (wanted) markHeeded(this.m)
    clearInterruptBit(this.m)
    if (forced && isOlder) throw new RunAbandoned()
    return wanted && isOlder ? this.instance('InterruptException') : 0
  }

  /** The root throws where it waits, or as soon as it goes on if it is in a queue. */
  private interruptRoot(): void {
    const forced = isForced(this.m)
    markHeeded(this.m)
    if (!this.root || !this.rootDone) return
    this.root.isAbandoned ||= forced
    this.throwIn(this.root.task, this.instance('InterruptException'))
  }

  private instance(name: 'InterruptException' | 'OutOfMemoryError'): number {
    return this.i32[(this.i32[wellKnownWord(name) >>> 2] + TypeObject.instance) >>> 2]
  }
}
