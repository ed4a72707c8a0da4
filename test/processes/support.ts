/** Runs Julia programs with worker processes, and looks for what they leave behind. */
import { type ChildProcess, spawn } from 'node:child_process'
import fs from 'node:fs'
import path from 'node:path'

export const root = path.join(import.meta.dirname, '../..')
const command = path.join(root, 'bin/fatou')

export interface Run {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts `fatou -` with a program on its input. */
export function start(program: string, threads = 1): ChildProcess {
  const child = spawn(command, ['-t', String(threads), '-'], { cwd: root, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin?.end(program)
  return child
}

/** Runs a program to its end, at most a minute. */
export async function run(program: string, threads = 1): Promise<Run> {
  const child = start(program, threads)
  let stdout = ''
  let stderr = ''
  child.stdout?.on('data', d => {
    stdout += String(d)
  })
  child.stderr?.on('data', d => {
    stderr += String(d)
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), 240_000)
  const status = await new Promise<number | null>(resolve => child.on('close', resolve))
  clearTimeout(timer)
  return { status, stdout, stderr }
}

/** Whether a process is there and no zombie. */
export function isAlive(pid: number): boolean {
  try {
    return fs.readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0] !== 'Z'
  } catch {
    return false
  }
}

/** Waits until none of these processes is there, at most `ms`. Gives those that still are. */
export async function survivors(pids: readonly number[], ms: number): Promise<number[]> {
  const end = Date.now() + ms
  for (;;) {
    const left = pids.filter(isAlive)
    if (left.length === 0 || Date.now() > end) return left
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

/** Segments with a name that ours would have. */
export function leftSegments(): string[] {
  return fs.existsSync('/dev/shm') ? fs.readdirSync('/dev/shm').filter(f => f.startsWith('fatou')) : []
}
