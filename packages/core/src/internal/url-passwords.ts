const urls = /\b([a-z][a-z\d+.-]{0,20}:\/\/)([^\s"'`<>|]+)/gi
/** A longer name without a password is a token. */
const longestName = 19

/**
 * Replaces the passwords of all URLs in a text.
 *
 * A password may contain `:`, `/` and `@` unencoded, against RFC 3986, section 3.2.1. In doubt it extends to the last
 * `@`: hiding too much only makes text harder to read.
 */
export function replaceUrlPasswords(text: string, replace: (password: string) => string): string {
  if (!text.includes('://')) return text
  return text.replaceAll(urls, (_url, scheme: string, rest: string) => {
    const end = findUserEnd(rest)
    if (end === -1) return scheme + rest
    const user = rest.slice(0, end)
    const colon = user.indexOf(':')
    if (colon === -1)
      return scheme + (user.length > longestName ? replace(user) : user) + rest.slice(end)
    const password = user.slice(colon + 1)
    const shown = password === '' ? '' : replace(password)
    return `${scheme}${user.slice(0, colon)}:${shown}${rest.slice(end)}`
  })
}

/** Where the `@` is that ends name and password; -1 when there are none. */
function findUserEnd(rest: string): number {
  const [authority = ''] = rest.split(/[/?#]/, 1)
  const first = authority.lastIndexOf('@')
  // `localhost:5173/@vite/client` has a port; `user:p/w@host` has none that is a number.
  if (first === -1 && /^(?:\[.*\]|[^:]*)(?::\d*)?$/.test(authority)) return -1
  if (first !== -1 && !authority.slice(0, first).includes(':')) return first
  const [beforeQuery = ''] = rest.split(/[?#]/, 1)
  const last = beforeQuery.lastIndexOf('@')
  return last === -1 ? rest.lastIndexOf('@') : last
}
