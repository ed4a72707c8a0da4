/** The program `fatou`, as an ordinary module; see `snapshot.ts` for the one that starts faster. */
import { enableCompileCache } from 'node:module'
import { start } from './command.ts'

enableCompileCache()
await start(process.argv.slice(2))
