/** Beyond this number the oldest are forgotten: a program that runs for days may see new ones all the time. */
const most = 1_000
/** Shorter texts, words and numbers occur by chance, and protect nothing. */
const shortest = 6

const secrets = new Set<string>()
let pattern: RegExp | undefined

/** From now on {@link hideKnownSecrets} hides it, unless it may occur in any text by chance: `postgres`, `1234`. */
export function rememberSecret(secret: string): void {
  if (secret.length < shortest || /^(?:[a-z]+|\d+)$/i.test(secret) || secrets.has(secret)) return
  secrets.add(secret)
  const [oldest] = secrets
  if (secrets.size > most && oldest !== undefined) secrets.delete(oldest)
  pattern = undefined
}

/** Hides all known secrets in a text. */
export function hideKnownSecrets(text: string): string {
  if (secrets.size === 0) return text
  pattern ??= compile()
  return text.replaceAll(pattern, '…')
}

/** Longest first, because one may be part of another. */
function compile(): RegExp {
  const longestFirst = [...secrets].toSorted((a, b) => b.length - a.length)
  const sources = longestFirst.map((secret) => secret.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(sources.join('|'), 'g')
}
