/** The heap's public functions, for the other folders. See each file's head comment. */
export {
  adoptHeapSize,
  createMemory,
  DEFAULT_HEAP_BYTES,
  initialiseHeap,
  initialiseThreads,
  openHeap,
  type Heap,
} from './memory.ts'
export {
  createMutator,
  rooted,
  saveStackPointer,
  setShadowStack,
  type Mutator,
  type StackPointer,
} from './mutator.ts'
export { allocatePermanent, allocateStack, HeapExhausted, pin, pinned, unpin } from './roots.ts'
export {
  allocate,
  allocateArray,
  allocateBits,
  allocateLarge,
  allocateMemory,
  allocateString,
  inlineAllocShape,
  refill,
} from './allocate.ts'
export { collect, liveBytes } from './collect.ts'
export { allocated, collectionNanoseconds } from './counting.ts'
export {
  beginRunning,
  enterSafeRegion,
  inSafeRegion,
  isRunning,
  leaveSafeRegion,
  stopForCollection,
  withWorldStopped,
} from './stop-world.ts'
export { callKey, callKeys, clearCallCache, insertCallCache, MAX_CACHED_ARGUMENTS } from './call-cache.ts'
export {
  buildRuntimeModule,
  createThreadGlobals,
  instantiateRuntime,
  type RuntimeHooks,
  type RuntimeInstance,
  type RuntimeTables,
  type ThreadGlobals,
} from './runtime-module.ts'
export { verifyHeap } from './verify.ts'
export { type ByteSource, restoreHeap, storeHeap } from './image.ts'
