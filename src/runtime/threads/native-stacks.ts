/**
 * Room for deep recursion: every Julia task runs on a native stack of its own (JSPI), whose size is a matter of V8's flags.
 * Pages of a stack take memory only once they are used, so the size costs address space and nothing else.
 *
 * V8 takes the smaller one of two flags. Both can be set while the process runs; they hold for stacks made from then on by
 * any thread of the process. The stack of JavaScript itself is not touched by that: its limit was set when its thread
 * started (measured: endless recursion in a host's own code ends as before). Other users of JSPI in the same process get
 * larger stacks too.
 */
import v8 from 'node:v8'
import { NATIVE_STACK_KILOBYTES } from '../layout/memory-map.ts'

/** From now on new tasks have stacks for `STACK_BUDGET`. */
export function reserveNativeStacks(): void {
  for (const flag of ['stack-size', 'wasm-stack-switching-stack-size']) v8.setFlagsFromString(`--${flag}=${NATIVE_STACK_KILOBYTES}`)
}
