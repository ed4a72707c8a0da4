/**
 * `fatou lesson FILE.jl`: a file of cells, each shown with its code, what it prints and its value.
 *
 * Cells begin at lines `# %%`, whose rest is a title; `# %% [markdown]` cells are prose, shown without their `# `. As in a
 * notebook the scope is soft, a final `;` hides the value, and an error in a cell is shown and the next cell runs.
 */
import path from 'node:path'
import { evaluate } from '../session/evaluate.ts'
import type { Options } from './options.ts'
import { say } from './output.ts'
import { startEngine } from './program.ts'
import { addProcesses, report } from './script.ts'
import { readSource } from './source-text.ts'

export interface Cell {
  readonly title: string
  readonly isProse: boolean
  readonly text: string
  /** Line of the file on which the text begins, from 1. */
  readonly line: number
}

/** The cells of a lesson. What stands before the first mark is a cell too, unless it is empty. */
export function splitCells(source: string): Cell[] {
  const cells: Cell[] = []
  let title = ''
  let start = 0
  const lines = source.split('\n')
  const close = (end: number): void => {
    const text = lines.slice(start, end).join('\n')
    if (text.trim() === '') return
    const isProse = /^\[markdown\]/i.test(title)
    cells.push({ title: title.replace(/^\[markdown\]\s*/i, ''), isProse, text, line: start + 1 })
  }
  lines.forEach((line, i) => {
    const mark = /^#\s*%%(.*)$/.exec(line)
    if (!mark) return
    close(i)
    title = mark[1].trim()
    start = i + 1
  })
  close(lines.length)
  return cells
}

/** A cell that gives a task has somebody who reads that before going on: meanwhile the task may finish. */
const pause = { text: 'Base.session_pause(2.0)', file: 'none', line: 1, softScope: false, asFile: false }

/** Runs a lesson; the status is 1 if a cell failed. */
export async function runLesson(o: Options): Promise<number> {
  const cells = splitCells(readSource(o.input))
  const program = await startEngine(o)
  const { engine } = program
  if (o.processes > 0) await addProcesses(engine, o.processes)
  const file = path.resolve(o.input)
  let failed = 0
  let number = 0
  for (const cell of cells) {
    if (cell.isProse) {
      say(`\n${prose(cell)}\n`)
      continue
    }
    number++
    say(`\n${heading(number, cell.title)}${code(cell.text)}`)
    const outcome = await evaluate(engine, { text: cell.text, file, line: cell.line, softScope: true, asFile: false }, true)
    if (outcome.kind === 'exit') return outcome.status & 255
    if (outcome.kind === 'error') {
      failed++
      say(`${outcome.message}\n`)
    } else if (outcome.repr !== '') say(`${outcome.repr}\n`)
    if (/^Task \(/.test(outcome.kind === 'value' ? outcome.repr : '')) await evaluate(engine, pause, false)
  }
  if (failed > 0) say(`\n${failed} of ${number} cells failed\n`)
  report(engine, o)
  await program.close()
  return failed > 0 ? 1 : 0
}

function heading(number: number, title: string): string {
  const text = `── [${number}]${title ? ` ${title}` : ''} `
  return `${text}${'─'.repeat(Math.max(0, 80 - text.length))}\n`
}

function code(text: string): string {
  return `${text
    .replace(/^\n+|\s+$/g, '')
    .split('\n')
    .map(l => `  ${l}`.trimEnd())
    .join('\n')}\n\n`
}

function prose(cell: Cell): string {
  return cell.text
    .trim()
    .split('\n')
    .map(l => l.replace(/^#\s?/, ''))
    .join('\n')
}
