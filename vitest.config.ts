import { defineConfig } from "vitest/config";

const long = process.env.MULTAQUE_LONG === "1";

export default defineConfig({
  test: {
    globalSetup: ["test/support/cluster.ts"],
    include: long ? ["test/**/*.test.ts", "test/**/*.long.ts"] : ["test/**/*.test.ts"],
    testTimeout: long ? 3_600_000 : 30_000,
    hookTimeout: 60_000,
    pool: "forks",
    maxWorkers: 2,
    reporters: ["default", "./test/support/reporter.ts"],
  },
});
