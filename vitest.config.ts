import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Two cores: more workers only make Chromium, PGlite and the analyses fight for them.
    maxWorkers: 2,
    env: { PROFILE: 'test', TZ: 'UTC' },
  },
});
