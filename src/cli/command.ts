/** The command `fatou`: chooses what to do and gives the exit status. */
import { type Options, parseOptions, usage, UsageError } from './options.ts'
import { complain, say } from './output.ts'
import { SourceProblem } from './source-text.ts'

async function main(argv: readonly string[]): Promise<number> {
  const o = parseOptions(argv, process.env)
  switch (o.command) {
    case 'help':
      say(usage)
      return 0
    case 'version':
      say(`fatou version ${version()}\n`)
      return 0
    default:
      return await run(o)
  }
}

/** The engine is loaded only now: `--help` answers without it. */
async function run(o: Options): Promise<number> {
  if (o.command === 'lesson') return await (await import('./lesson.ts')).runLesson(o)
  if (o.command === 'dump') return await (await import('./dump.ts')).dump(o)
  return await (await import('./script.ts')).runScript(o)
}

function version(): string {
  return process.env.npm_package_version ?? '0.1.0'
}

/** Does what the arguments say and ends the process. */
export async function start(argv: readonly string[]): Promise<never> {
  process.exit(await status(argv))
}

async function status(argv: readonly string[]): Promise<number> {
  try {
    return await main(argv)
  } catch (e) {
    if (e instanceof UsageError) {
      complain(`fatou: ${e.message}\nTry \`fatou --help\`.\n`)
      return 2
    }
    if (e instanceof SourceProblem) {
      complain(`ERROR: ${e.message}\n`)
      return 1
    }
    complain(`Fatou has a bug: please report it with the program that shows it.\n${(e as Error).stack ?? e}\n`)
    return 70
  }
}
