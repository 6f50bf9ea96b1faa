/** Ends the run with one plain line: how many tests passed and failed. */
import type { Reporter, TestModule } from "vitest/node";

export default class PlainLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const count = { passed: 0, failed: errors.length, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state]++;
      // A file that cannot be loaded has no tests; it is a failure all the same.
      count.failed += module.errors().length;
    }
    const skipped = count.skipped > 0 ? `, ${count.skipped} skipped` : "";
    console.log(`\n${count.passed} passed, ${count.failed + count.pending} failed${skipped}`);
  }
}
