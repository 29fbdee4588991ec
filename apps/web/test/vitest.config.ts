import { defineConfig } from "vitest/config";

/** The browser tests: `npm run test:browser`. Tests that need no browser run with all the others. */
export default defineConfig({
  root: import.meta.dirname,
  cacheDir: "../../../node_modules/.cache/vite",
  test: {
    environment: "node",
    include: ["**/*.browser.ts"],
    globalSetup: "./harness/shared-venue.ts",
    setupFiles: "./harness/each-file.ts",
    pool: "forks",
    // One browser at a time: what is measured is the page, not the machine.
    maxWorkers: 1,
    testTimeout: 120_000,
    hookTimeout: 180_000,
    reporters: ["verbose", "../../../scripts/tally-reporter.ts"],
  },
});
