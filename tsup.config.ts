import { existsSync } from 'node:fs'
import { defineConfig } from 'tsup'

const programs = {
  main: 'src/cli/main.ts', make: 'src/image/make.ts', index: 'src/index.ts', worker: 'src/session/worker.ts',
  'worker-main': 'src/processes/worker-main.ts',
  'thread-worker': 'src/runtime/threads/thread-worker.ts',
}

/** One bundle for each program, flat in one folder, sharing chunks. Chevrotain goes in; native code stays outside. */
export default defineConfig({
  entry: Object.fromEntries(Object.entries(programs).filter(([, file]) => existsSync(file))),
  outDir: 'build/dist',
  format: 'esm',
  target: 'node24',
  platform: 'node',
  splitting: true,
  clean: true,
  treeshake: true,
  silent: true,
  noExternal: ['chevrotain'],
  external: ['koffi', 'piscina'],
})
