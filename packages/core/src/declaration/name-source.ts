import { DeclarationError } from '../errors/index.js'

/**
 * The same error, which says where the invalid declarations are written; any other error as it is.
 *
 * @param source - for messages: `mirakuru.json`; `undefined` where nobody knows it
 */
export function nameSource<Thrown>(
  error: Thrown,
  source: string | undefined,
): Thrown | DeclarationError {
  if (source === undefined || !(error instanceof DeclarationError)) return error
  return new DeclarationError(`processes of ${source}`, error.problems)
}
