/** What an engine gets of its host. */
import type { Parser } from '../interpreter/pipeline.ts'
import type { EngineHost } from '../interpreter/engine.ts'
import type { HostSystem } from '../runtime/host/system.ts'
import { ExitRequest } from './exit.ts'

/** `HOST_EXIT` of `base/text/session.jl`. */
const EXIT = 250

export interface HostOptions {
  parser(): Parser
  readonly system: HostSystem
  /** Output: 1 stdout, 2 stderr. May throw a JuliaError to refuse. */
  write(fd: number, bytes: Uint8Array): void
  warn(text: string): void
  /** Further host calls; null for one it does not know. */
  call?(op: number, args: readonly number[]): number | null
  /** `using X` of a module that is not there: true if it is now. */
  loadModule?(name: string): boolean
}

/** An engine's host over these means. */
export function engineHost(o: HostOptions): EngineHost {
  return {
    parser: () => o.parser(),
    system: o.system,
    write: (fd, bytes) => o.write(fd, bytes),
    call: (engine, op, args) => {
      if (op === EXIT) throw new ExitRequest(engine.objects.intOf(args[0]))
      const result = o.call?.(op, args) ?? null
      if (result === null) throw new Error(`host call ${op} is not known`)
      return result
    },
    loadModule: (_engine, name) => o.loadModule?.(name) ?? false,
    warn: text => o.warn(text),
  }
}
