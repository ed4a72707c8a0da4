/**
 * Globals of Main that travel with the closures that mention them. Functions, types and modules do not: the receiver must
 * have them under their name. A global is sent again only if its value has changed. Julia manual: "Global variables" in
 * "Multi-processing and Distributed Computing".
 */
import type { TypeName } from '../types/type.ts'
import { resolveBinding } from '../world/modules.ts'
import type { Objects } from '../world/objects.ts'
import { mentionedGlobals } from './closures.ts'
import type { SerializeContext } from './context.ts'
import type { PeerState } from './state.ts'

export interface SentGlobal {
  readonly name: string
  readonly isConst: boolean
  readonly bytes: Uint8Array
}

/** What has to accompany these closures; marks it as sent. */
export function globalsToSend(
  c: SerializeContext,
  peer: PeerState,
  closures: ReadonlySet<TypeName>,
  serializeValue: (at: number) => Uint8Array,
): SentGlobal[] {
  const names = new Set<string>()
  for (const name of closures) for (const g of mentionedGlobals(c, name).globals) names.add(g)
  const list: SentGlobal[] = []
  for (const name of names) {
    const found = globalOf(c.objects, name)
    if (!found || isByName(c, found.value)) continue
    // Told before the value is looked at: a closure in it may mention this global itself.
    const before = peer.globals.get(name)
    peer.globals.set(name, 'being sent')
    if (before === 'being sent') continue
    const bytes = serializeValue(found.value)
    // Loaded only now: a worker's start does not need it.
    const digest = process.getBuiltinModule('node:crypto').createHash('sha1').update(bytes).digest('base64')
    peer.globals.set(name, digest)
    if (digest !== before) list.push({ name, isConst: found.isConst, bytes })
  }
  return list
}

function globalOf(o: Objects, name: string): { value: number; isConst: boolean } | null {
  const b = resolveBinding(o.world, 'Main', name)
  if (b?.module !== 'Main') return null
  const value = b.address !== 0 ? o.word(b.address + 8) : b.value ? o.constantAddress(b.value) : 0
  return value === 0 ? null : { value, isConst: b.isConst }
}

function isByName(c: SerializeContext, at: number): boolean {
  const o = c.objects
  if (o.typeAt(at)) return true
  const t = o.typeOf(at)
  if (t.name.family === 'module') return true
  return t.name.functionName !== '' && t.name.closureKey < 0
}
