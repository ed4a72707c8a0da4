/** A Julia exception that the compiler wants thrown: the host makes the object and throws it where the request came from. */
export class JuliaError extends Error {
  /** Name of an exception type of Core. */
  readonly type: string
  /** Boxed field values, or texts (made into Strings). */
  readonly fields: (number | string)[]

  constructor(type: string, ...fields: (number | string)[]) {
    super(`${type}: ${fields.join(', ')}`)
    this.name = 'JuliaError'
    this.type = type
    this.fields = fields
  }
}
