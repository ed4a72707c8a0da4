/** Runs the command `fatou` in a folder of its own. */
import { spawn, spawnSync } from 'node:child_process'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const program = path.join(import.meta.dirname, '../../bin/fatou')

export interface Ran {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** The folder the program ran in, which is gone. */
  readonly folder: string
}

export interface RunOptions {
  /** Files to write before: name → contents. */
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly input?: string
  readonly env?: Readonly<Record<string, string>>
}

/** Runs `fatou` with these arguments. */
export function fatou(args: readonly string[], options: RunOptions = {}): Ran {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'fatou-cli-'))
  try {
    for (const [name, contents] of Object.entries(options.files ?? {})) fs.writeFileSync(path.join(folder, name), contents)
    const env = { ...process.env, JULIA_NUM_THREADS: '1', ...options.env }
    const { status, stdout, stderr } = spawnSync(program, args, {
      cwd: folder,
      input: options.input ?? '',
      env,
      encoding: 'utf8',
      timeout: 240_000,
    })
    return { status, stdout, stderr, folder }
  } finally {
    fs.rmSync(folder, { recursive: true })
  }
}

/** The same with input that comes only once the program has printed something. */
export function fatouAnswering(args: readonly string[], awaited: string, input: string): Promise<Omit<Ran, 'folder'>> {
  const child = spawn(program, args, { timeout: 60_000 })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (d: Buffer) => {
    stdout += d.toString()
    if (stdout.includes(awaited) && !child.stdin.writableEnded) child.stdin.end(input)
  })
  child.stderr.on('data', (d: Buffer) => (stderr += d.toString()))
  return new Promise(resolve => child.on('close', status => resolve({ status, stdout, stderr })))
}
