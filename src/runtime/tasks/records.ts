/**
 * What one thread knows of the tasks that have started on it: their stacks, and the context that is swapped when one of
 * them gives way to another.
 *
 * A task object lives in the heap and any thread may look at it; its record is this thread's own. `TaskObject.handle` leads
 * from the one to the other: positive, index in the table plus 1; negative, -1 minus the slot of the task's pinned root,
 * for a task that has no record yet. A task is pinned from its start to its end, so a record never stands for a dead object.
 */
import type { Heap } from '../heap/memory.ts'
import { setShadowStack, type Mutator } from '../heap/mutator.ts'
import { pin, unpin } from '../heap/roots.ts'
import { Thread } from '../layout/memory-map.ts'
import { TaskObject } from '../layout/objects.ts'
import { returnStack, type ShadowStack } from './stacks.ts'
import { taskWord } from './task-object.ts'
import type { Timer } from './timers.ts'

/** A native stack that runs tasks: see `carriers.ts`. */
export interface Carrier {
  /** What it runs; null when it is parked or over. */
  task: TaskRecord | null
  /** Of a parked one: goes on with the task whose function lies at that address. */
  wake: ((base: number) => void) | null
}

export interface TaskRecord {
  readonly task: number
  stack: ShadowStack | null
  /** Slot of the pinned root. */
  pinSlot: number
  /** Resumes the suspended stack; null if it has not begun or runs. */
  resolve: ((exception: number | Promise<number>) => void) | null
  timer: Timer<TaskRecord> | null
  /** The native stack that it runs on, once it has begun; the root's comes and goes with each entry. */
  carrier: Carrier | null
  /** Index in the table, plus 1. */
  handle: number
  /** How many interrupts there had been when it was started; -1 for the root, whose owner sees to that. */
  born: number
  /** It does not go on: RunAbandoned is thrown where it waits. */
  isAbandoned: boolean
}

export class TaskRecords {
  private readonly m: Mutator
  private readonly i32: Int32Array
  private readonly table: (TaskRecord | null)[] = []
  private readonly free: number[] = []

  constructor(m: Mutator) {
    this.m = m
    this.i32 = m.heap.i32
  }

  /** The record of a started task of this thread, made if there is none yet. */
  of(task: number): TaskRecord {
    const handle = this.i32[taskWord(task, TaskObject.handle)]
    if (handle > 0) return this.table[handle - 1] as TaskRecord
    return this.add(task >>> 0, -1 - handle, null)
  }

  /** The record of the root task, whose stack is the thread's first one. */
  addRoot(task: number, stack: ShadowStack): TaskRecord {
    const root = this.add(task, pin(this.m.heap, task), stack)
    this.setStack(root, stack)
    return root
  }

  private add(task: number, pinSlot: number, stack: ShadowStack | null): TaskRecord {
    const handle = this.free.pop() ?? this.table.length + 1
    const record: TaskRecord = {
      task,
      stack,
      pinSlot,
      resolve: null,
      timer: null,
      carrier: null,
      handle,
      born: -1,
      isAbandoned: false,
    }
    this.table[handle - 1] = record
    this.i32[taskWord(task, TaskObject.handle)] = handle
    return record
  }

  /** The task is over: gives back its stack (which must not be the one in use) and lets the object go. */
  remove(record: TaskRecord): void {
    const { stack, task, handle } = record
    if (stack) {
      this.setStack(record, { base: 0, limit: 0, depth: 0, tier: 0 })
      returnStack(this.m.heap, stack)
    }
    unpin(this.m.heap, record.pinSlot)
    this.table[handle - 1] = null
    this.free.push(handle)
    this.i32[taskWord(task, TaskObject.handle)] = 0
  }

  /** Puts the task at the beginning of a shadow stack. */
  setStack(record: TaskRecord, stack: ShadowStack): void {
    this.i32[taskWord(record.task, TaskObject.stackBase)] = stack.base
    this.i32[taskWord(record.task, TaskObject.stackLimit)] = stack.limit
    this.i32[taskWord(record.task, TaskObject.sp)] = stack.base
    this.i32[taskWord(record.task, TaskObject.depth)] = stack.depth
  }

  /** From the thread to the task: before it gives way. */
  save({ task }: TaskRecord): void {
    const { i32, m } = this
    i32[taskWord(task, TaskObject.sp)] = m.sp.value
    i32[taskWord(task, TaskObject.exception)] = i32[(m.block + Thread.currentException) >>> 2]
    i32[taskWord(task, TaskObject.depth)] = i32[(m.block + Thread.depth) >>> 2]
  }

  /** From the task to the thread: before it runs. */
  restore({ task }: TaskRecord): void {
    const { i32, m } = this
    const word = (field: number): number => i32[taskWord(task, field)]
    setShadowStack(m, word(TaskObject.stackBase), word(TaskObject.stackLimit), word(TaskObject.sp))
    i32[(m.block + Thread.currentTask) >>> 2] = task
    i32[(m.block + Thread.currentException) >>> 2] = word(TaskObject.exception)
    i32[(m.block + Thread.depth) >>> 2] = word(TaskObject.depth)
  }

  /** Whatever way a task was left, it holds interrupts off no longer. */
  endSections(): void {
    this.i32[(this.m.block + Thread.sigatomic) >>> 2] = 0
  }

  /** No task: the thread stands on a stack of its own. */
  restoreNone(base: number, limit: number): void {
    const { i32, m } = this
    i32[(m.block + Thread.currentTask) >>> 2] = 0
    i32[(m.block + Thread.currentException) >>> 2] = 0
    setShadowStack(m, base, limit)
  }
}

/** Notes the slot of a new task's pinned root, for whichever thread makes its record. */
export function pinStarted(heap: Heap, task: number): void {
  heap.i32[taskWord(task, TaskObject.handle)] = -1 - pin(heap, task)
}
