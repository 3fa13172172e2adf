import { hideKnownSecrets } from './known-secrets.js'
import { replaceUrlPasswords } from './url-passwords.js'

const hidden = '…'
const word =
  'pass(?:word|wd|phrase)?|pwd|secret|token|credentials?|masterauth|(?:api|access|private|secret|auth)[-_.]?key'
/** A word of a command line, quoted in any way or not. */
const value = String.raw`(?!${hidden})(?:'[^']*(?:'|$)|"(?:[^"\\]|\\[^])*(?:"|$)|\\[^]|[^\s'"\\])+`

type Rule = readonly [pattern: RegExp, program?: RegExp]

/**
 * Names have a maximum length: without it, a text without blanks would be read again from each of its characters. The
 * group `kept` precedes the group `secret`.
 */
const rules: readonly Rule[] = [
  // An argument that is quoted as a whole: '--password=a b', and 'Authorization: Bearer abc'.
  [rule(String.raw`(?<quote>['"])(?<kept>[\w.-]{0,40}(?:${word})=)(?<secret>[^]*?)\k<quote>`)],
  [
    rule(
      String.raw`(?<kept>\b(?:authorization|cookie|x-[\w-]{0,40}(?:key|token|secret|auth)[\w-]{0,40})\s*:\s*)(?<secret>[^'"\n]+)`,
    ),
  ],
  // --password=x, PGPASSWORD=x, ?token=x, {"password": "x"}
  [rule(String.raw`(?<kept>[\w.-]{0,40}(?:${word})(?:=|["']?\s*:(?!\/\/)\s*))(?<secret>${value})`)],
  // --password x
  [rule(String.raw`(?<kept>(?<![\w-])--?[\w.-]{0,40}(?:${word})\s+)(?<secret>(?!-)${value})`)],
  [rule(String.raw`(?<kept>\s(?:-u|--user)[\s=]*[^\s:'"]{1,80}:)(?<secret>${value})`), /\bcurl\b/],
  [rule(String.raw`(?<kept>\s-p)(?<secret>${value})`), /\b(?:mysql|mariadb)\w*\b/],
  [rule(String.raw`(?<kept>\s-a\s+)(?<secret>${value})`), /\bredis-cli\b/],
]

/** Hides secrets in any text: passwords of URLs, and declared secrets. The only place that does so. */
export function redact(text: string): string {
  return hideKnownSecrets(replaceUrlPasswords(text, () => hidden))
}

/**
 * Hides secrets in a command: also the values of options and variables that sound secret: `--password x`,
 * `API_TOKEN=x`.
 */
export function redactCommand(text: string): string {
  return redact(replaceSecrets(text, () => hidden))
}

/** The same for its arguments one by one. */
export function redactArguments(args: readonly string[]): string[] {
  return args.map((each, index) =>
    isValueOf(args[index - 1], each) ? hidden : redactCommand(each),
  )
}

/** The secrets in arguments, or in other texts as declared. */
export function findSecrets(args: readonly string[]): string[] {
  const found: string[] = []
  const take = (secret: string): string => {
    found.push(secret.replace(/^(['"])(.*)\1$/s, '$2'))
    return hidden
  }
  args.forEach((each, index) => {
    if (isValueOf(args[index - 1], each)) take(each)
    else replaceUrlPasswords(replaceSecrets(each, take), take)
  })
  return found
}

/** Values by name: those whose name sounds secret are hidden as a whole. */
export function redactValues(values: Readonly<Record<string, string>>): Record<string, string> {
  const entries = Object.entries(values)
  return Object.fromEntries(
    entries.map(([name, each]) => [name, soundsSecret(name) ? hidden : redactCommand(each)]),
  )
}

/** Whether a variable, a header or an option of this name has a secret for its value. */
export function soundsSecret(name: string): boolean {
  return secretName.test(name) && !nameAbout.test(name)
}

const secretName = new RegExp(`${word}|authorization|cookie|(?:^|[_-])(?:key|auth)$`, 'i')
/** `TOKEN_FILE`, `PASSWORD_POLICY`: related to a secret, but not one. */
const nameAbout =
  /(?:file|path|dir|ttl|timeout|expir\w*|length|size|type|alg\w*|name|id|header|ur[il]|count|limit|policy)$/i

const secretOption = new RegExp(`^--?[\\w.-]*(?:${word})$`, 'i')

/** Whether an argument is the value of the one before it: `--password`, `x`. */
function isValueOf(before: string | undefined, arg: string): boolean {
  return before !== undefined && secretOption.test(before) && !arg.startsWith('-')
}

function replaceSecrets(text: string, replace: (secret: string) => string): string {
  return rules.reduce((before, [pattern, program]) => {
    if (program !== undefined && !program.test(before)) return before
    return before.replaceAll(pattern, (...found: unknown[]) => {
      const { kept = '', secret = '', quote = '' } = found.at(-1) as Record<string, string>
      return quote + kept + replace(secret) + quote
    })
  }, text)
}

function rule(source: string): RegExp {
  return new RegExp(source, 'gi')
}
