import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    environment: "node",
    include: ["{packages,apps,scripts}/**/*.test.ts"],
    // Processes, so that a test can be killed and cannot leave a thread behind.
    pool: "forks",
    maxWorkers: 2,
    // One process for file after file: to load the whole house anew for each takes longer than its tests.
    isolate: false,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    coverage: {
      provider: "v8",
      include: ["{packages,apps}/*/src/**/*.ts"],
      exclude: ["**/*.{test,bench}.ts"],
      reporter: ["text-summary", "html", "lcov"],
      reportsDirectory: "coverage",
    },
    reporters: ["default", "./scripts/tally-reporter.ts"],
  },
});
