import { existsSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

const programs = {
  main: 'src/cli/main.ts',
  make: 'src/image/make.ts',
  extend: 'src/image/extend.ts',
  index: 'src/index.ts',
  worker: 'src/session/worker.ts',
  'worker-main': 'src/processes/worker-main.ts',
  'thread-worker': 'src/runtime/threads/thread-worker.ts',
}

const common: Options = {
  target: 'node24',
  platform: 'node',
  clean: true,
  treeshake: true,
  silent: true,
  // Chevrotain goes in; native code and worker pools stay outside.
  noExternal: ['chevrotain'],
  external: ['koffi', 'piscina'],
}

export default defineConfig([
  // One bundle for each program, flat in one folder, sharing chunks.
  {
    ...common,
    format: 'esm',
    splitting: true,
    outDir: 'build/dist',
    entry: Object.fromEntries(Object.entries(programs).filter(([, file]) => existsSync(file))),
  },
  // The script that the start-up snapshot is made of: see src/cli/snapshot.ts.
  {
    ...common,
    format: 'cjs',
    splitting: false,
    outDir: 'build/snapshot',
    entry: { snapshot: 'src/cli/snapshot.ts' },
    define: { 'import.meta.url': 'globalThis.fatouUrl' },
  },
])
