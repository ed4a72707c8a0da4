/** The command `fatou`: chooses what to do and gives the exit status. `bin/fatou` starts it with the right Node. */
import { enableCompileCache } from 'node:module'
import { type Options, parseOptions, usage, UsageError } from './options.ts'
import { complain, say } from './output.ts'
import { SourceProblem } from './source-text.ts'

async function main(): Promise<number> {
  const o = parseOptions(process.argv.slice(2), process.env)
  switch (o.command) {
    case 'help':
      say(usage)
      return 0
    case 'version':
      say(`fatou version ${version()}\n`)
      return 0
    default: return await run(o)
  }
}

/** The engine is loaded only now: `--help` answers without it. */
async function run(o: Options): Promise<number> {
  enableCompileCache()
  if (o.command === 'lesson') return await (await import('./lesson.ts')).runLesson(o)
  if (o.command === 'dump') return await (await import('./dump.ts')).dump(o)
  return await (await import('./script.ts')).runScript(o)
}

function version(): string {
  return process.env.npm_package_version ?? '0.1.0'
}

try {
  process.exitCode = await main()
} catch (e) {
  if (e instanceof UsageError) complain(`fatou: ${e.message}\nTry \`fatou --help\`.\n`)
  else if (e instanceof SourceProblem) complain(`ERROR: ${e.message}\n`)
  else complain(`Fatou has a bug: please report it with the program that shows it.\n${(e as Error).stack ?? e}\n`)
  process.exitCode = e instanceof UsageError ? 2 : e instanceof SourceProblem ? 1 : 70
}
process.exit()
