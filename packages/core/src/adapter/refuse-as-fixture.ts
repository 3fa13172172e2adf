import type { Declaration } from '../declaration/index.js'
import { ExecutorError } from '../errors/index.js'
import { CallSite } from './call-site.js'
import { shieldFrames } from './shield-frames.js'

type Factory<Given extends unknown[], Declared> = (...given: Given) => Declared

/**
 * For a runner whose fixtures are functions, and that gives any other value to tests as it is: what a factory declares is a
 * function too, which fails when the runner sets it up. Copied, or written as JSON, it is a plain declaration.
 *
 * @param advice - what to do instead
 * @returns what makes such a factory of another one
 */
export function refuseAsFixture(
  advice: string,
): <Given extends unknown[], Declared extends Declaration>(
  factory: Factory<Given, Declared>,
) => Factory<Given, Declared> {
  const message = `A declaration is no fixture by itself: ${advice}`
  return <Given extends unknown[], Declared extends Declaration>(
    factory: Factory<Given, Declared>,
  ) =>
    function declare(...given: Given): Declared {
      const declaration = factory(...given)
      const callSite = new CallSite(declare, shieldFrames)
      const refuse = (): Promise<never> => Promise.reject(callSite.mark(new ExecutorError(message)))
      Object.defineProperties(refuse, {
        name: { value: undefined }, // a function has one of its own
        ...Object.getOwnPropertyDescriptors(declaration),
        toJSON: { value: () => declaration },
      })
      return refuse as unknown as Declared
    }
}
