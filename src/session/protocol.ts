/**
 * Messages between a session's host and its worker. The host counts runs from 1; the worker does them one after another.
 * Interrupts do not travel as messages: the host writes them into the shared memory that comes with `ready`.
 */

export interface WorkerOptions {
  readonly threads: number
  readonly maxHeapBytes: number | null
  readonly maxOutputBytes: number
  readonly maxProcesses: number
  readonly allowFiles: boolean
  readonly args: readonly string[]
}

export type ToWorker =
  | {
      readonly kind: 'run'
      readonly run: number
      readonly code: string
      readonly file: string
      readonly line: number
      readonly softScope: boolean
    }
  | { readonly kind: 'close' }

export type Ended =
  | { readonly kind: 'value'; readonly repr: string }
  | { readonly kind: 'error'; readonly message: string; readonly type: string }
  /** `exit(status)`: the worker closes itself. */
  | { readonly kind: 'exit'; readonly status: number }
  /** An engine bug; the worker is of no use any more. */
  | { readonly kind: 'bug'; readonly text: string }

export type FromWorker =
  | { readonly kind: 'ready'; readonly memory: WebAssembly.Memory }
  | { readonly kind: 'output'; readonly fd: number; readonly bytes: Uint8Array }
  | { readonly kind: 'ended'; readonly run: number; readonly ended: Ended; readonly durationMs: number }
