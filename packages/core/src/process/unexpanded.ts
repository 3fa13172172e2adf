import { basename } from 'node:path'

const shells: ReadonlySet<string> = new Set(['sh', 'bash', 'dash', 'zsh', 'ksh', 'fish', 'ash'])
const operator = /^(?:&&?|\|\|?|;|\d?(?:>>?|<)(?:&\d)?)$/
const variable = /\$(?:[A-Z_][A-Z\d_]*\b|\{[A-Z_][A-Z\d_]*\}|\()/
/** The argument after it is a program, in which all of this may have a meaning. */
const takesProgram = /^-(?:c|e|p|-eval|-print|-command)$/

/** Finds what only a shell understands in a command that runs without one: a hint why it fails. */
export function explainUnexpanded({
  args,
  shell,
}: {
  readonly args: readonly string[]
  readonly shell: boolean | string
}): readonly string[] {
  const [program = ''] = args
  if (shell !== false || shells.has(basename(program))) return []
  if (isAssignment(program))
    return [`"${nameOf(program)}=…" is not a program: set variables in "env", or "shell" to true`]
  const found = args.find(
    (each, index) => isForShell(each) && !takesProgram.test(args[index - 1] ?? ''),
  )
  if (found === undefined) return []
  return [
    `${JSON.stringify(found)} reaches the program as it stands, because no shell expands it: write {port} and other placeholders, or set "shell" to true`,
  ]
}

/** `PORT=1 node x` is a shell's way to set a variable. */
function isAssignment(program: string): boolean {
  return /^[A-Za-z_]\w*=/.test(program)
}

function nameOf(assignment: string): string {
  return assignment.slice(0, assignment.indexOf('='))
}

function isForShell(arg: string): boolean {
  return operator.test(arg) || variable.test(arg) || arg.startsWith('~/')
}
