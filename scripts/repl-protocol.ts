/**
 * Answers the lines of a REPL protocol with sessions of Fatou, for measuring it against material that is run statement by
 * statement (doctests, test files): `repl-protocol.ts INPUTS.jsonl`.
 *
 * Enters, one JSON object a line: `{"n":0,"session":"s1","repl":true,"file":"none","line":1,"input":"x = 1"}`. A new
 * `session` starts with a fresh Main; `repl` says whether the prompt's soft scope holds; `file` (relative to the working
 * folder, "none" for the prompt) and `line` are where the input comes from. Leaves, for each: `{"n":0,"output":"1",
 * "error":false}`: what was printed, then the value's display or `ERROR: …`.
 *
 * One session lives at a time. An input that ends its session (an engine bug, `exit()`, no end within the time limit even
 * when interrupted) is answered as an error; a new session then repeats what came before it. Environment: INPUT_SECONDS,
 * the time limit of an input (default 15); THREADS (default 1).
 */
import fs from 'node:fs'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import type { RunResult, Session } from '../src/index.ts'

const built = path.join(import.meta.dirname, '../build/dist/index.js')
const { createSession } = (await import(pathToFileURL(built).href)) as typeof import('../src/index.ts')

const INPUT_MS = Number(process.env.INPUT_SECONDS ?? 15) * 1000
const THREADS = Number(process.env.THREADS ?? 1)
const HEAP_BYTES = 2 ** 30

interface Input {
  readonly n: number
  readonly session: string
  readonly repl: boolean
  readonly file: string
  readonly line: number
  readonly input: string
}

/** The session that is going on, with the inputs that made it what it is. */
interface Current {
  readonly id: string
  session: Session
  readonly done: Input[]
}

async function start(item: Input): Promise<Session> {
  const session = await createSession({ threads: THREADS, maxHeapBytes: HEAP_BYTES, maxProcesses: 8, allowFiles: true })
  if (item.file !== 'none') await session.run(`task_local_storage(:SOURCE_PATH, ${JSON.stringify(path.resolve(item.file))});`)
  return session
}

function run(session: Session, item: Input): Promise<RunResult> {
  const file = item.file === 'none' ? 'none' : path.resolve(item.file)
  return session.run(item.input, { file, line: item.line, softScope: item.repl, timeoutMs: INPUT_MS })
}

/** A session in which everything before has been repeated. */
async function restart(current: Current, item: Input): Promise<void> {
  await current.session.close()
  current.session = await start(item)
  for (const before of current.done) await run(current.session, before)
}

async function answer(current: Current, item: Input): Promise<{ output: string; error: boolean }> {
  const result = await run(current.session, item)
  if (result.error?.type === 'SessionEnded') await restart(current, item)
  else current.done.push(item)
  return { output: result.output + (result.ok ? result.repr : (result.error?.message ?? '')), error: !result.ok }
}

async function main(inputs: readonly Input[]): Promise<void> {
  let current = null as Current | null
  for (const item of inputs) {
    if (current?.id !== item.session) {
      await current?.session.close()
      current = { id: item.session, session: await start(item), done: [] }
    }
    process.stdout.write(`${JSON.stringify({ n: item.n, ...(await answer(current, item)) })}\n`)
  }
  await current?.session.close()
}

const lines = fs.readFileSync(process.argv[2], 'utf8').split('\n')
await main(lines.filter(line => line !== '').map(line => JSON.parse(line) as Input))
