import { findWorkerClient, TestReporter } from '@mirakuru/core/adapter'

/**
 * The file whose tests run here: `node --test` starts a process for each. Where it runs all of them in one process, they
 * are one file for Node as well, whose hooks are those of all.
 */
export const filePath: string = process.argv[1] ?? process.cwd()

/** Tells the report of a run of tests that use processes. */
export const reporter: TestReporter = new TestReporter(findWorkerClient)
