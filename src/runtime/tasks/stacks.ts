/**
 * Shadow stacks of tasks: pages of the heap, taken when a task first runs and given back when it is done.
 *
 * Three sizes: programs with few tasks get deep recursion in each, and ten thousand tasks still fit. Which one a task gets
 * depends on how many stacks are in use. With a shadow stack goes a share of native stack (`depth`, see
 * `Thread.depth`): at most sixteen times its size, since a frame takes several words of native stack for one root.
 *
 * Free stacks are chained through their first word, per tier; counts and chains are under `Control.stackLock`.
 */
import { CONTROL, Control, PAGE_BYTES } from '../layout/memory-map.ts'
import type { Heap } from '../heap/memory.ts'
import { lock, PageKind, pageAddress, pageOf, releasePages, takePages, unlock } from '../heap/pages.ts'
import { HeapExhausted } from '../heap/roots.ts'

interface Tier {
  readonly bytes: number
  /** Stacks in use up to which the tier is chosen. */
  readonly most: number
  /** Free stacks kept for later; -1: all, since several share a page. */
  readonly keep: number
}

const tiers: readonly Tier[] = [
  { bytes: 16 * PAGE_BYTES, most: 48, keep: 16 },
  { bytes: 2 * PAGE_BYTES, most: 1024, keep: 128 },
  { bytes: PAGE_BYTES / 4, most: Infinity, keep: -1 },
]
/** What is left free above the limit for frames that do not look. */
const SLACK = 2048
const DEPTH_FACTOR = 16

export interface ShadowStack {
  readonly base: number
  readonly limit: number
  readonly depth: number
  readonly tier: number
}

/** Word index of a tier's count (in use), free count and head of the free chain. */
function tierWord(tier: number, word: 0 | 1): number {
  return (CONTROL + Control.stackTiers + 8 * tier + 4 * word) >>> 2
}

/** Stacks kept free, by tier: per process, under the lock, in the chain's first words (+4). */
function freeCount(heap: Heap, head: number): number {
  return head === 0 ? 0 : heap.i32[(head >>> 2) + 1]
}

/**
 * A shadow stack for a task.
 * @param budget the native stack that a task may have at most, in bytes
 * @throws HeapExhausted
 */
export function takeStack(heap: Heap, budget: number): ShadowStack {
  lock(heap, Control.stackLock)
  try {
    const used = tiers.reduce((n, _, i) => n + heap.i32[tierWord(i, 0)], 0)
    const tier = tiers.findIndex(t => used < t.most)
    const base = takeFree(heap, tier) || freshStack(heap, tier)
    heap.i32[tierWord(tier, 0)]++
    const { bytes } = tiers[tier]
    return { base, limit: base + bytes - SLACK, depth: Math.min(budget, DEPTH_FACTOR * bytes), tier }
  } finally {
    unlock(heap, Control.stackLock)
  }
}

function takeFree(heap: Heap, tier: number): number {
  const head = heap.i32[tierWord(tier, 1)]
  if (head !== 0) heap.i32[tierWord(tier, 1)] = heap.i32[head >>> 2]
  return head >>> 0
}

function freshStack(heap: Heap, tier: number): number {
  const { bytes } = tiers[tier]
  const page = takePages(heap, Math.ceil(bytes / PAGE_BYTES), PageKind.raw)
  if (page < 0) throw new HeapExhausted(bytes)
  const base = pageAddress(page)
  for (let rest = base + bytes; rest < base + PAGE_BYTES; rest += bytes) chain(heap, tier, rest)
  return base
}

function chain(heap: Heap, tier: number, base: number): void {
  const head = heap.i32[tierWord(tier, 1)]
  heap.i32[base >>> 2] = head
  heap.i32[(base >>> 2) + 1] = freeCount(heap, head >>> 0) + 1
  heap.i32[tierWord(tier, 1)] = base
}

/** Gives a stack back. No task may be using it. */
export function returnStack(heap: Heap, stack: ShadowStack): void {
  const { bytes, keep } = tiers[stack.tier]
  lock(heap, Control.stackLock)
  heap.i32[tierWord(stack.tier, 0)]--
  const isEnough = keep >= 0 && freeCount(heap, heap.i32[tierWord(stack.tier, 1)] >>> 0) >= keep
  if (!isEnough) chain(heap, stack.tier, stack.base)
  unlock(heap, Control.stackLock)
  if (!isEnough) return
  lock(heap, Control.heapLock)
  releasePages(heap, pageOf(stack.base), bytes / PAGE_BYTES)
  unlock(heap, Control.heapLock)
}
