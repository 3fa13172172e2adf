import {
  externalServer,
  type Command,
  type Declaration,
  type ExternalScopeOptions,
} from '@mirakuru/core/declaration'
import { chooseReset } from './choose-reset.js'
import type { ServiceOptions } from './options.js'
import { declarePart, type ServicePart } from './part.js'

/** What is known of a server that runs already. */
export interface ExternalService {
  /** The name of the factory. */
  readonly name: string
  readonly part: ServicePart | undefined
  /** How such a server is emptied when it is started here. */
  readonly reset: Command | undefined
}

/**
 * Declares a server that runs already, or a part of it if that needs nothing but its URL.
 *
 * @throws DeclarationError if it is to be emptied, and cannot be by its URL alone
 */
export function declareExternal(
  { name, part, reset }: ExternalService,
  options: ServiceOptions,
): Declaration<'external' | 'resource'> {
  const { scope, onCrash, startTimeout } = options
  // What looks like a placeholder is part of a password.
  const url = options.url?.replaceAll(/[{}]/g, '$&$&') ?? ''
  const shared = { name: options.name ?? name, url, startTimeout }
  const isWhole = part === undefined || part.isLocal === true
  const own = isWhole ? { scope, onCrash, reset: chooseOwnReset() } : {}
  // What does not fit is refused where it is checked.
  const server = externalServer({ ...shared, ...(own as ExternalScopeOptions) })
  return isWhole ? server : declarePart({ service: name, part, options, server, url })

  function chooseOwnReset(): Command | undefined {
    // Of a server that runs already nobody knows further ports.
    const isByURL = !JSON.stringify(reset ?? '').includes('{ports.')
    return chooseReset(name, options.reset, isByURL ? reset : undefined)
  }
}
