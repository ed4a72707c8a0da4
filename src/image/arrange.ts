/**
 * The program that arranges an image's world for quick starts: `arrange.js FOLDER RECORD`. The rows that recorded starts
 * (`record.ts`) asked for come to lie together at the beginning of the file, of which a start then reads a few blocks.
 */
import fs from 'node:fs'
import path from 'node:path'
import { imageFiles } from './files.ts'
import { writeGraph } from './graph-writer.ts'
import { openWorld } from './open.ts'

const [folder, record] = process.argv.slice(2)
const file = path.join(folder, imageFiles.world)
const lists = fs.readFileSync(record, 'utf8').trim().split('\n')
const reader = openWorld(file)
const wanted = new Set(lists.flatMap(line => JSON.parse(line) as number[]))
const bytes = writeGraph(
  reader.row(0),
  [...wanted].map(id => reader.row(id)),
)
fs.writeFileSync(file, bytes)
console.log(`arranged: ${wanted.size} rows of ${lists.length} starts first`)
