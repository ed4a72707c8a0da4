/** How workers are got where forking works, and where it does not, by a program that plays the zygote's part. */
import path from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { Launcher } from '../../src/runtime/processes/launcher.ts'
import { decodeUtf8 } from '../../src/source/utf8.ts'

const program = path.join(import.meta.dirname, 'fake-worker.ts')

interface Outcome {
  readonly id: number
  readonly how: string
  readonly output: string
}

/** Launches workers 2 and 3 and waits until both have ended. */
async function launch(mode: string): Promise<Outcome[]> {
  process.env.FAKE_ZYGOTE = mode
  const launcher = new Launcher(program)
  const start = {
    heapBytes: 1 << 20,
    threads: 1,
    commandLine: [],
    cookie: '',
    group: '',
    folder: null,
    page: null,
    first: 0,
    environment: {},
  }
  const outcomes = await Promise.all(
    [2, 3].map(
      id =>
        new Promise<Outcome>(resolve => {
          let output = ''
          launcher.launch(
            { ...start, id },
            {
              output: (_id, fd, bytes) => {
                if (fd === 1) output += decodeUtf8(bytes.slice())
              },
              ended: how => resolve({ id, how, output }),
            },
          )
        }),
    ),
  )
  launcher.close()
  return outcomes
}

describe('Launcher', () => {
  afterEach(() => {
    delete process.env.FAKE_ZYGOTE
  })

  for (const mode of ['unable', 'dies', 'crashes'])
    test(`starts each worker alone when the zygote ${mode}`, async () => {
      const outcomes = await launch(mode)
      expect(outcomes.map(o => o.output)).toEqual(['alone 2\n', 'alone 3\n'])
      expect(outcomes.map(o => o.how)).toEqual(['exit status 7\nas it should', 'exit status 7\nas it should'])
    })

  test('says that a fork was refused', async () => {
    const outcomes = await launch('refused')
    expect(outcomes.map(o => o.how)).toEqual(Array(2).fill('the system refuses to fork a process'))
  })

  test('says how a forked worker ended', async () => {
    expect((await launch('ends')).map(o => o.how)).toEqual(['exit status 4', 'exit status 4'])
  })

  test('loses its workers with the zygote', async () => {
    const how = 'the process that it was forked from has ended: exit status 5'
    expect((await launch('dies later')).map(o => o.how)).toEqual([how, how])
  })
})
