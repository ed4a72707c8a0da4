/** The names of closures' types, numbered as they are declared: `#f#3` for a local function `f`, `#5` for `x -> …`. */
import type { ClosureType } from '../lower/ir.ts'
import type { World } from './world.ts'

/** The type's own name and the function's name as shown. */
export function closureDisplayName(world: World, closure: ClosureType): { typeName: string; functionName: string } {
  const n = world.nextClosureNumber++
  const bare = closure.name.replace(/^#+/, '')
  if (bare === '' || /^\d/.test(bare)) {
    const m = world.nextClosureNumber++
    return { typeName: `#${n}#${m}`, functionName: `#${n}` }
  }
  return { typeName: `#${bare}#${n}`, functionName: bare }
}
