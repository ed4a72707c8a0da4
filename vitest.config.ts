import { defineConfig } from 'vitest/config'

// A loaded machine is many times slower: a test's time limit is there to end what hangs, not to measure.
export default defineConfig({
  test: { include: ['test/**/*.test.ts'], passWithNoTests: false, testTimeout: 300_000, hookTimeout: 300_000 },
})
