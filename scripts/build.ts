// Builds what is missing or older than its sources: the bundles in build/dist and the image in build/image.
// Started by `npm run build`, and by `npm start` and `npm test` before anything else.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import fs from 'node:fs'
import path from 'node:path'

const root = path.join(import.meta.dirname, '..')
const stampFile = path.join(root, 'build/stamp')

/** A hash of the names and contents of everything that the build reads. */
function sourceHash(): string {
  const hash = createHash('sha256').update(process.version)
  const visit = (entry: string): void => {
    const full = path.join(root, entry)
    if (fs.statSync(full).isDirectory()) {
      for (const name of fs.readdirSync(full).sort()) visit(path.join(entry, name))
    } else hash.update(entry).update('\0').update(fs.readFileSync(full)).update('\0')
  }
  for (const entry of [
    'base',
    'src',
    'scripts/build.ts',
    'scripts/warm-up.jl',
    'scripts/warm-up-processes.jl',
    'tsup.config.ts',
    'tsconfig.json',
    'tsconfig.types.json',
    'package-lock.json',
  ])
    visit(entry)
  return hash.digest('hex')
}

/** What `bin/fatou` starts Node with; a snapshot works only with the flags it was made with. */
const engineFlags = ['--stack-size=7000', '--wasm-stack-switching-stack-size=8000']

function run(what: string, args: readonly string[]): void {
  const done = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' })
  if (done.status === 0) return
  console.error(`build: ${what} failed${done.signal ? ` (${done.signal})` : ''}`)
  process.exit(1)
}

/** Waits until no other build is at work, and keeps the others out until this process ends. */
function lock(): void {
  const file = path.join(root, 'build/lock')
  fs.mkdirSync(path.dirname(file), { recursive: true })
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' })
      process.on('exit', () => fs.rmSync(file, { force: true }))
      return
    } catch {
      if (!isAlive(file)) fs.rmSync(file, { force: true })
      else Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    }
  }
}

/** Whether the process that wrote the lock still runs. */
function isAlive(file: string): boolean {
  try {
    process.kill(Number(fs.readFileSync(file, 'utf8')), 0)
    return true
  } catch {
    return false
  }
}

lock()
const hash = sourceHash()
const stamp = fs.existsSync(stampFile) ? fs.readFileSync(stampFile, 'utf8') : ''
if (stamp !== hash || process.argv.includes('--force')) {
  // A snapshot of another image must not be used meanwhile.
  for (const file of [stampFile, path.join(root, 'build/fatou.blob')]) fs.rmSync(file, { force: true })
  run('bundling', ['node_modules/tsup/dist/cli-default.js'])
  run('writing the types', ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.types.json'])
  run('making the image', [...engineFlags, 'build/dist/make.js'])
  const record = path.join(root, 'build/record')
  fs.rmSync(record, { force: true })
  process.env.FATOU_RECORD = record
  run('the warm-up with processes', [...engineFlags, 'build/dist/main.js', '-t1', 'scripts/warm-up-processes.jl'])
  delete process.env.FATOU_RECORD
  run('extending the image', [...engineFlags, 'build/dist/extend.js', 'build/image', record])
  // A worker that starts from that image leaves the code that V8 made of its program, and what it looked at.
  const rows = path.join(root, 'build/rows')
  fs.rmSync(rows, { force: true })
  process.env.FATOU_RECORD_ROWS = rows
  process.env.FATOU_CODE_CACHE = path.join(root, 'build/worker/worker-main.cache')
  run('the first worker', [...engineFlags, 'build/dist/main.js', '-t1', 'scripts/warm-up-worker.jl'])
  delete process.env.FATOU_CODE_CACHE
  delete process.env.FATOU_RECORD_ROWS
  run('arranging the image', [...engineFlags, 'build/dist/arrange.js', 'build/image', rows])
  run('making the snapshot', [
    ...engineFlags,
    '--no-warnings',
    '--snapshot-blob',
    'build/fatou.blob',
    '--build-snapshot',
    'build/snapshot/snapshot.cjs',
  ])
  fs.writeFileSync(stampFile, hash)
}
