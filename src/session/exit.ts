import { ProgramEnd } from '../runtime/tasks/ending.ts'

/** `exit(status)` of a Julia program, on its way out to whoever runs the engine. Compiled code does not catch it. */
export class ExitRequest extends ProgramEnd {
  readonly status: number
  constructor(status: number) {
    super(`exit(${status})`)
    this.name = 'ExitRequest'
    this.status = status
  }
}
