/** Of more than this the oldest are forgotten: a program that runs for days may see ever new ones. */
const most = 1_000
/** What is shorter, a word, or a number occurs by chance, and guards nothing. */
const shortest = 6

const secrets = new Set<string>()
let pattern: RegExp | undefined

/** From here on {@link hideKnownSecrets} hides it, unless every text may have it in it by chance: `postgres`, `1234`. */
export function rememberSecret(secret: string): void {
  if (secret.length < shortest || /^(?:[a-z]+|\d+)$/i.test(secret) || secrets.has(secret)) return
  secrets.add(secret)
  const [oldest] = secrets
  if (secrets.size > most && oldest !== undefined) secrets.delete(oldest)
  pattern = undefined
}

/** Hides all that is known to be secret, wherever it stands. */
export function hideKnownSecrets(text: string): string {
  if (secrets.size === 0) return text
  pattern ??= compile()
  return text.replaceAll(pattern, '…')
}

/** One may be a part of another. */
function compile(): RegExp {
  const longestFirst = [...secrets].toSorted((a, b) => b.length - a.length)
  const sources = longestFirst.map((secret) => secret.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
  return new RegExp(sources.join('|'), 'g')
}
