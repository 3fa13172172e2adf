import {
  externalServer,
  type Declaration,
  type ExternalScopeOptions,
} from '@mirakuru/core/declaration'
import type { ServiceOptions } from './options.js'
import { declarePart, type ServicePart } from './part.js'

/** Declares a server that runs already, or a part of it if that needs nothing but its URL. */
export function declareExternal(
  { name, part }: { readonly name: string; readonly part: ServicePart | undefined },
  options: ServiceOptions,
): Declaration<'external' | 'resource'> {
  const { scope, onCrash, startTimeout } = options
  // What looks like a placeholder is part of a password.
  const url = options.url?.replaceAll(/[{}]/g, '$&$&') ?? ''
  const shared = { name: options.name ?? name, url, startTimeout }
  const isWhole = part === undefined || part.isLocal === true
  const own = isWhole ? { scope, onCrash } : {}
  // What does not fit is refused where it is checked.
  const server = externalServer({ ...shared, ...(own as ExternalScopeOptions) })
  return isWhole ? server : declarePart({ service: name, part, options, server, url })
}
