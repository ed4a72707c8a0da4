/** The command line, as Julia's: options, then a file (or `-` or a command), then the program's own arguments. */
import { availableParallelism } from 'node:os'

export interface Options {
  readonly command: 'script' | 'expression' | 'stdin' | 'lesson' | 'dump' | 'help' | 'version'
  /** The file, or the text of `-e`. */
  readonly input: string
  readonly args: readonly string[]
  readonly threads: number | 'auto'
  readonly processes: number
  /** `-E`: print the value, as `show` does. */
  readonly shows: boolean
  /** dump: the stage and the function looked at. */
  readonly stage: string
  readonly fn: string | null
  readonly timePasses: boolean
  readonly gcStress: boolean
  readonly checkHeap: boolean
  readonly heapBytes: number | null
}

export class UsageError extends Error {}

type Draft = { -readonly [K in keyof Options]: Options[K] }

/** Reads the arguments after `fatou`. Throws UsageError. */
export function parseOptions(argv: readonly string[], environment: Readonly<Record<string, string | undefined>>): Options {
  const o: Draft = {
    command: 'help',
    input: '',
    args: [],
    threads: defaultThreads(environment.JULIA_NUM_THREADS),
    processes: 0,
    shows: false,
    stage: '',
    fn: null,
    timePasses: false,
    gcStress: false,
    checkHeap: false,
    heapBytes: null,
  }
  let chosen = false
  let i = 0
  const value = (flag: string): string => {
    if (i + 1 >= argv.length) throw new UsageError(`option \`${flag}\` needs a value`)
    return argv[++i]
  }
  for (; i < argv.length; i++) {
    const arg = argv[i]
    const [flag, given] = splitFlag(arg)
    const operand = (): string => given ?? value(flag)
    if (arg === '--') {
      i++
      break
    }
    if (arg === '-' || !arg.startsWith('-')) break
    switch (flag) {
      case '-h':
      case '--help':
        return { ...o, command: 'help' }
      case '-v':
      case '--version':
        return { ...o, command: 'version' }
      case '-t':
      case '--threads':
        o.threads = threadCount(operand())
        break
      case '-p':
      case '--procs':
        o.processes = processCount(operand())
        break
      case '-e':
      case '--eval':
      case '-E':
      case '--print':
        o.command = 'expression'
        // Several are run one after another.
        o.input = chosen ? `${o.input}\n${operand()}` : operand()
        o.shows = flag === '-E' || flag === '--print'
        chosen = true
        break
      case '--time-passes':
        o.timePasses = true
        break
      case '--gc-stress':
        o.gcStress = true
        break
      case '--check-heap':
        o.checkHeap = true
        break
      case '--heap-size-hint':
        o.heapBytes = byteCount(operand())
        break
      case '--fn':
        o.fn = operand()
        break
      case '-q':
      case '--quiet':
        break
      case '--startup-file':
      case '--history-file':
      case '--color':
      case '--banner':
      case '--depwarn':
      case '--compiled-modules':
        operand()
        break
      case '-O':
      case '--optimize':
      case '--project':
        break
      default:
        throw new UsageError(`unknown option \`${arg}\``)
    }
  }
  const rest = argv.slice(i)
  if (chosen) return { ...o, args: rest }
  if (rest.length === 0) return o
  const [first, ...more] = rest
  if (first === 'lesson') return withFile(o, 'lesson', more)
  if (first === 'dump') return dump(o, more)
  return first === '-' ? { ...o, command: 'stdin', input: '-', args: more } : { ...o, command: 'script', input: first, args: more }
}

function withFile(o: Draft, command: 'lesson', rest: readonly string[]): Options {
  if (rest.length === 0) throw new UsageError(`\`fatou ${command}\` needs a file`)
  return { ...o, command, input: rest[0], args: rest.slice(1) }
}

const STAGES = ['tokens', 'ast', 'lowered', 'typed', 'optimized', 'wat']

function dump(o: Draft, rest: readonly string[]): Options {
  const [stage, ...more] = rest
  if (!STAGES.includes(stage)) throw new UsageError(`\`fatou dump\` needs one of ${STAGES.join(', ')}`)
  const at = more.indexOf('--fn')
  const fn = at >= 0 ? more[at + 1] : o.fn
  const files = at >= 0 ? [...more.slice(0, at), ...more.slice(at + 2)] : more
  if (files.length === 0) throw new UsageError('`fatou dump` needs a file')
  return { ...o, command: 'dump', stage, fn: fn ?? null, input: files[0] }
}

/** `-t4`, `--threads=4` and `-t 4` are the same. */
function splitFlag(arg: string): [string, string | undefined] {
  const long = /^(--[\w-]+)=(.*)$/s.exec(arg)
  if (long) return [long[1], long[2]]
  const short = /^(-[tpeEO])(.+)$/s.exec(arg)
  return short ? [short[1], short[2]] : [arg, undefined]
}

function defaultThreads(given: string | undefined): number | 'auto' {
  return given === undefined || given === '' ? 'auto' : threadCount(given.split(',')[0])
}

function threadCount(text: string): number | 'auto' {
  const [first] = text.split(',')
  if (first === 'auto') return 'auto'
  const n = Number(first)
  if (!Number.isInteger(n) || n < 1 || n > 128) throw new UsageError(`-t: a number of threads from 1 to 128 or \`auto\`, not \`${text}\``)
  return n
}

/** `auto` is one for each processor, as in Julia. */
function processCount(text: string): number {
  const n = text === 'auto' ? availableParallelism() : Number(text)
  if (!Number.isInteger(n) || n < 1 || n > 1000)
    throw new UsageError(`-p: a number of processes from 1 to 1000 or \`auto\`, not \`${text}\``)
  return n
}

function byteCount(text: string): number {
  const m = /^(\d+(?:\.\d+)?)([kmg]?)b?$/i.exec(text)
  if (!m) throw new UsageError(`--heap-size-hint: a size such as 512M, not \`${text}\``)
  return Math.round(Number(m[1]) * 1024 ** ['', 'k', 'm', 'g'].indexOf(m[2].toLowerCase()))
}

export const usage = `Usage: fatou [options] FILE.jl [arguments]
       fatou [options] -e CODE [arguments]
       fatou lesson FILE.jl      run a lesson: cells separated by \`# %%\` lines
       fatou dump STAGE FILE.jl  show ${STAGES.join('|')} of a file [--fn NAME]
       fatou -                   run a program from standard input

  -t, --threads N|auto   Julia threads (default: JULIA_NUM_THREADS, else all cores)
  -p, --procs N|auto     worker processes
  -e, --eval CODE        run CODE
  -E, --print CODE       run CODE and print its value
      --heap-size-hint S the most memory for Julia's heap, for example 2G (default 1G, at most 4G)
      --time-passes      say on standard error how long each stage took
      --gc-stress        collect garbage at every allocation (slow; for tests)
      --check-heap       verify the heap at the end
  -q, -O, --color=…, --startup-file=…, --project=… and the like are taken as Julia takes them, and change nothing
  -v, --version          the version
  -h, --help             this text
`
