/**
 * Straightening control flow: a pass over the typed body, before emission.
 *
 *   block B { …; break B }                  ==>  …            (no other way leads out of B)
 *   if c { A; break L } else { B }          ==>  if c { A; break L }; B
 *   if c { B } else { A; break L }          ==>  if c {} else { A; break L }; B
 *   loop L { …; continue L }                ==>  loop L { … }
 *
 * and what control never comes to is gone. Fewer nested blocks are less code, and passes after this one see what always
 * happens in an iteration as one list. An `else` branch that ends in an error stays where it is, for the branch hints.
 */
import { endsInError, fallsThrough, leavesTo, mapLists } from './traverse.ts'
import type { If } from './traverse.ts'
import type { TStmt, TypedBody } from './typed-ir.ts'

export function flatten(typed: TypedBody): TypedBody {
  return { ...typed, body: flattenList(typed.body) }
}

function flattenList(list: readonly TStmt[]): TStmt[] {
  const out: TStmt[] = []
  for (const s of list) {
    flattenStatement(s, out)
    if (!fallsThrough(out)) break
  }
  return out
}

function flattenStatement(s: TStmt, out: TStmt[]): void {
  switch (s.k) {
    case 'block': {
      // First, so that `if c { A; break B } else { C; break B }` becomes two branches without a way out.
      const body = flattenList(withoutTail(s.body, 'break', s.label))
      if (leavesTo(body, s.label)) out.push({ ...s, body })
      else out.push(...body)
      return
    }
    case 'loop':
      return void out.push({ ...s, body: flattenList(withoutTail(s.body, 'continue', s.label)) })
    case 'if':
      return flattenIf(mapLists(s, flattenList) as If, out)
    default:
      out.push(mapLists(s, flattenList))
  }
}

function flattenIf(s: If, out: TStmt[]): void {
  const keepsElse = s.then.length > 0 && !fallsThrough(s.else) && (fallsThrough(s.then) || endsInError(s.else))
  if (keepsElse) out.push({ ...s, then: [] }, ...s.then)
  else if (s.else.length > 0 && !fallsThrough(s.then)) out.push({ ...s, else: [] }, ...s.else)
  else out.push(s)
}

/** The list without a last `break` (or `continue`) of this label, which only goes where control goes anyway. */
function withoutTail(list: TStmt[], kind: 'break' | 'continue', label: number): TStmt[] {
  const last = list[list.length - 1]
  if (!last) return list
  if (last.k === kind && last.label === label) return withoutTail(list.slice(0, -1), kind, label)
  if (last.k !== 'if' && last.k !== 'block') return list
  const inner = mapIfChanged(last, l => withoutTail(l, kind, label))
  return inner === last ? list : [...list.slice(0, -1), inner]
}

function mapIfChanged(s: TStmt, map: (list: TStmt[]) => TStmt[]): TStmt {
  let changed = false
  const mapped = mapLists(s, l => {
    const now = map(l)
    changed ||= now !== l
    return now
  })
  return changed ? mapped : s
}
