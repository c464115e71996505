import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';

const shared = { restoreMocks: true, unstubGlobals: true, env: { TZ: 'UTC' } };

export default defineConfig({
  plugins: [vue()],
  test: {
    // Fuzzing takes its time in each run; a seed that failed is printed and kept as a test.
    projects: [
      {
        extends: true,
        test: {
          ...shared,
          name: 'unit',
          include: ['tests/unit/**/*.test.ts'],
          pool: 'threads',
          isolate: false,
          maxWorkers: 2,
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          ...shared,
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          pool: 'forks',
          maxWorkers: 2,
          globalSetup: ['tests/helpers/build-apps.ts'],
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
    coverage: {
      provider: 'v8',
      include: ['src-main/core/**/*.ts', 'shared/**/*.ts'],
      reporter: ['text-summary', 'json-summary'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 80 },
    },
  },
});
