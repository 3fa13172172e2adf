import { DeclarationError, type Problem } from '../../src/errors/index.js'

/** Runs what has to throw a DeclarationError. */
export function catchRefusal(run: () => unknown): DeclarationError {
  try {
    run()
  } catch (error) {
    if (error instanceof DeclarationError) return error
    throw error
  }
  throw new Error('Nothing was refused')
}

/** The problems as one line each: `port: must be …`. */
export function listProblems(run: () => unknown): string[] {
  return catchRefusal(run).problems.map(({ path, message }: Problem) => `${path}: ${message}`)
}
