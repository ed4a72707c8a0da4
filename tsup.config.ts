import { existsSync } from 'node:fs'
import { defineConfig, type Options } from 'tsup'

const programs = {
  main: 'src/cli/main.ts',
  make: 'src/image/make.ts',
  extend: 'src/image/extend.ts',
  arrange: 'src/image/arrange.ts',
  index: 'src/index.ts',
  worker: 'src/session/worker.ts',
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
  // What worker processes run, see src/processes/worker-start.ts. Only ASCII: it is read as Latin-1.
  {
    ...common,
    format: 'cjs',
    splitting: false,
    outDir: 'build/worker',
    entry: { start: 'src/processes/worker-start.ts', 'worker-main': 'src/processes/worker-main.ts', parse: 'src/parser/parse.ts' },
    define: { 'import.meta.url': 'globalThis.fatouUrl' },
    minifyWhitespace: true,
    esbuildOptions: options => {
      options.charset = 'ascii'
    },
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
