/** Starts a program with an executor of ours; `option` says of the target what that is told. */
export const startOwn =
  (Executor, option) =>
  async ({ args, target }) => {
    const executor = await new Executor(args, option(target)).start()
    return () => executor.stop()
  }
