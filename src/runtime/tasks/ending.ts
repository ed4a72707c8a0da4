/** What is thrown through Julia stacks without being a Julia exception: compiled code does not catch it. */

/** Thrown through the stacks of a thread that has to stop. */
export class ThreadStopped extends Error {
  constructor() {
    super('the thread is stopped')
    this.name = 'ThreadStopped'
  }
}

/** The whole program ends, whichever task of whichever thread wants so: `exit()`, or an engine that cannot go on. */
export class ProgramEnd extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'ProgramEnd'
  }
}

/** An interrupt by force: the task it is thrown in ends, whatever it would catch. */
export class RunAbandoned extends Error {
  constructor() {
    super('interrupted by force')
    this.name = 'RunAbandoned'
  }
}
