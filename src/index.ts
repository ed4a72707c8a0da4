/**
 * Fatou as a library: sessions of Julia code inside a JavaScript program. See README.md.
 */
export { createSession, type RunError, type RunOptions, type RunResult, type Session, type SessionOptions } from './session/session.ts'
