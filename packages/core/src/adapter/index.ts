/**
 * What every adapter of a test runner needs, so that processes mean the same in all of them. An adapter translates the
 * hooks of its runner; what follows from them is decided here. It supplies
 *
 * - a {@link RunnerFile}: the path of a test file, the processes of its configuration, the client of the worker;
 * - a {@link RunnerTest} for every attempt of a test: its name and unit, what it has failed with, how it is made to fail,
 *   and how its body is ended, or {@link Attempt.run} runs the body;
 * - the moments at which a file, a block, a test and the run begin and end.
 *
 * In a worker, where tests run:
 *
 * ```ts
 * const file = new TestFile({ path, folder, block, advise, findClient: findWorkerClient })
 *
 * // useProcess(wanted), while the file is loaded: a name, or a declaration, whose default scope is `file`
 * const use = file.use(wanted, useProcess)
 * if (use.target.problem !== undefined) throw use.callSite.mark(use.target.problem) // or later, in the tests
 * return use.createHandle(() => file.hold(use)) // for a start() at the top of a file
 *
 * // before the first module of the file is loaded, and after its end: variables with values of processes
 * const variables = file.describeVariables()
 * await variables.set(process.env)
 * variables.takeBack()
 *
 * // before and after the tests of a block: a scope that is not `test`; a hook may take addUpTimeouts(use.target) ms
 * await file.hold(use)
 * report(await file.release(use))
 *
 * // around a test
 * const attempt = file.begin(runnerTest) // with what file.hold() holds; or with a list, whose own it starts and gives back
 * const reasons = await attempt.begin() // why the test cannot run: its body and hooks are left out, it fails with them
 * await attempt.start(use) // in a hook or the set-up of a fixture: a process of this test, or one that others share
 * await attempt.run(body, { cleansUp: false }) // or RunnerTest.endBody()
 * await attempt.release(use) // unless end() is to do so
 * await attempt.end() // calls RunnerTest.fail() and RunnerTest.explain()
 *
 * // at the end of a file
 * await file.releaseAll() // faults that no test has reported; nothing is held any more
 * await file.settle() // calls RunnerTest.fail() of tests that are over: how their processes ended
 * await file.findLoss() // unless a test has failed, the file does with it
 * ```
 *
 * A fixture has a use of its own for each of its set-ups, which is given what other fixtures hold:
 *
 * ```ts
 * const use = file.useFixture(declaration, fixture, callSite)
 * const bound = findBound(declaration, fixtures)
 * const start = (held) => startInTime(held, { since, allowed: test.timeout, advice })
 * await attempt.start(use, { bound, start }) // or file.hold()
 * await provide(use.held)
 * ```
 *
 * In the main process of the runner, where it tells somebody when a run begins and ends:
 *
 * ```ts
 * const root = findRoot(() => new RunRoot())
 * root.configure(options)
 * root.prepare() // as early as can be: the supervisor boots
 * await root.greet() // from here on the end of this process is the end of the run
 * await new RunProcesses(root).start(block) // processes of scope `run`; optional, for the first use starts one as well
 * if (await root.finish()) process.exitCode = 1
 * ```
 *
 * Where it tells nobody, everything works all the same: the supervisor watches the runner's process.
 *
 * @module @mirakuru/core/adapter
 */

export { Attempt, type AttemptFile, type HoldOptions } from './attempt.js'
export { CallSite, type Caller } from './call-site.js'
export { FileVariables, type Environment, type VariablesFile } from './file-variables.js'
export { findMisspelt, findVariableProblems, listReferenced } from '../declaration/index.js'
export { findBound } from './fixture.js'
export { joinErrors } from './join-errors.js'
export { ProcessUse, type Occasion, type StartOptions } from './process-use.js'
export { withoutCalls } from './without-calls.js'
export { refuseAsFixture } from './refuse-as-fixture.js'
export { RunProcesses, type ProcessValues } from './run-processes.js'
export { findKnownRoot, findRoot, RunRoot, type RootOptions } from './run-root.js'
export type { RunnerTest } from './runner-test.js'
export { shieldFrames } from './shield-frames.js'
export { startInTime, type StartLimit } from './start-limit.js'
export { describeTooLate, TestFile, type RunnerFile } from './test-file.js'
export { TestReporter } from './test-reporter.js'
export {
  addUpTimeouts,
  giveRunScope,
  type Block,
  type UseRequest,
  type UseTarget,
} from './use-target.js'
export { Watch, type WatchOptions } from './watch.js'
export { findWorkerClient } from './worker-client.js'
