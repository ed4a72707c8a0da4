/** Workers that are killed, interrupted or orphaned. */
import { expect, it } from 'vitest'
import { isAlive, leftSegments, run, start, survivors } from './support.ts'

const setUp =
  'using Distributed, SharedArrays\naddprocs(2)\npids = [remotecall_fetch(getpid, p) for p in workers()]\nprintln(join(pids, " "))\n'

it('goes on when a worker is killed', async () => {
  const r = await run(`${setUp}
println(pmap(i -> i == 2 ? exit(1) : (sleep(0.1); i), 1:4; on_error = e -> e isa ProcessExitedException ? -1 : -2))
println(nworkers())
w = workers()[1]
f = @spawnat w sleep(30)
remote_do(exit, w)
try
  fetch(f)
catch e
  println(e == ProcessExitedException(w))
end
rmprocs(workers())
println(procs())
`)
  expect(r.stdout.split('\n').slice(1), r.stderr).toEqual(['[1, -1, 3, 4]', '1', 'true', '[1]', ''])
  expect(r.stderr).toContain('terminated')
})

it('interrupts a worker that computes', async () => {
  const r = await run(`${setUp}
t = @async remotecall_fetch(() -> (while true; end), 3)
sleep(0.3)
interrupt(3)
try
  fetch(t)
catch e
  println(t.exception.captured.ex)
end
println(remotecall_fetch(myid, 3))
`)
  expect(r.stdout.split('\n').slice(1), r.stderr).toEqual(['InterruptException()', '3', ''])
})

it('leaves nothing when process 1 is killed', async () => {
  const parent = start(`${setUp}
S = SharedArray{Int}(1000)
remotecall_fetch(sum, 2, S)
@spawnat 3 (while true; end)
println("ready")
sleep(60)
`)
  let out = ''
  await new Promise<void>(resolve => {
    parent.stdout?.on('data', d => {
      out += String(d)
      if (out.includes('ready')) resolve()
    })
    parent.on('close', () => resolve())
  })
  const pids = out.split('\n')[0].split(' ').map(Number)
  expect(pids.map(isAlive)).toEqual([true, true])
  parent.kill('SIGKILL')
  expect(await survivors(pids, 15_000)).toEqual([])
  expect(leftSegments()).toEqual([])
})

it.each([
  ['waits', 'sleep(60)'],
  ['computes', 'while true; end'],
])('Ctrl-C ends a script that %s, and its workers', async (_name, code) => {
  const parent = start(`${setUp}@spawnat 3 (while true; end)\nprintln("ready")\n${code}\nprintln("not here")\n`)
  let out = ''
  const ended = new Promise<string>(resolve => {
    parent.on('close', (status, signal) => resolve(signal ?? String(status)))
  })
  await new Promise<void>(resolve => {
    parent.stdout?.on('data', d => {
      out += String(d)
      if (out.includes('ready')) resolve()
    })
    void ended.then(() => resolve())
  })
  const pids = out.split('\n')[0].split(' ').map(Number)
  expect(pids.map(isAlive)).toEqual([true, true])
  parent.kill('SIGINT')
  // What a shell shows as status 130.
  expect(await ended).toBe('SIGINT')
  expect(out).not.toContain('not here')
  expect(await survivors(pids, 15_000)).toEqual([])
  expect(leftSegments()).toEqual([])
})
