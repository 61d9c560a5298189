import { defineConfig } from 'vitest/config'

// In milliseconds; a test that hangs is to end, but none is to fail because the machine is busy.
const patience = 120_000

export default defineConfig({ test: { testTimeout: patience, hookTimeout: patience } })
