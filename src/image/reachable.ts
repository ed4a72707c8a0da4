/**
 * Drops from a world's interning tables what nothing else refers to: argument tuples of lookups long past, constants of
 * thunks that are gone. They are made again when they are needed, under new ids.
 */
import type { TypeName } from '../interpreter/types/type.ts'
import { RowList } from '../interpreter/world/rows.ts'
import type { World } from '../interpreter/world/world.ts'

/** Removes unreferenced types and constants. */
export function dropUnreferencedTypes(world: World): void {
  const { types } = world
  const weak = new Set<unknown>([types.unions, types.unionAlls, types.bits, types.symbols, types.structs, types.heapConstants])
  for (const x of reachable(world, new Set())) {
    if (isTypeName(x)) weak.add(x.instances)
  }
  const used = reachable(world, weak)
  for (const table of weak as Set<Map<unknown, unknown>>) {
    for (const [key, value] of table) if (!used.has(value as object)) table.delete(key)
  }
}

function isTypeName(x: object): x is TypeName {
  return 'family' in x && 'wrapper' in x && 'instances' in x
}

/** All objects that can be reached from `root` without looking into the tables in `except`. */
export function reachable(root: object, except: ReadonlySet<unknown>): Set<object> {
  const seen = new Set<object>([root])
  const stack: object[] = [root]
  const visit = (x: unknown): void => {
    if (typeof x !== 'object' || x === null || seen.has(x) || ArrayBuffer.isView(x)) return
    seen.add(x)
    stack.push(x)
  }
  for (let x = stack.pop(); x; x = stack.pop()) {
    if (except.has(x)) continue
    if (x instanceof Map) {
      for (const [k, v] of x) {
        visit(k)
        visit(v)
      }
    } else if (x instanceof Set || x instanceof RowList || Array.isArray(x)) for (const v of x) visit(v)
    else for (const v of Object.values(x)) visit(v)
  }
  return seen
}
