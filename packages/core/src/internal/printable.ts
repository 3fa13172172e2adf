/**
 * Characters that a terminal interprets, and marks that change the direction of text. Tabs, newlines and colours (SGR)
 * are allowed.
 */
const obeyed =
  // oxlint-disable-next-line no-control-regex -- they are searched for
  /\u001B\[[\d;:]*m|[\u0000-\u0008\u000B-\u001A\u001C-\u001F\u007F-\u009F\u061C\u202A-\u202E\u2066-\u2069]+|\u001B+(?!\[[\d;:]*m)/g
const shownInRow = 20
/** By character code. */
const pictures: readonly string[] = Object.assign(
  Array.from({ length: 0x20 }, (_, code) => String.fromCharCode(0x2400 + code)),
  { [0x7f]: '\u2421' },
)

/** Makes text of other programs safe for a terminal or a log: keeps colours, and shows other control characters. */
export function toPrintable(text: string): string {
  return breakCommands(showControls(text, (colour) => colour))
}

/** The same without colours: for messages, which also end up in files and reports. */
export function toPlainText(text: string): string {
  return breakCommands(showControls(text, () => ''))
}

/** The same in one line: for names. */
export function toPlainLine(text: string): string {
  return toPlainText(text).replaceAll('\n', picture('\n')).replaceAll('\t', ' ')
}

function showControls(text: string, keep: (colour: string) => string): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll(obeyed, (found) => (found.endsWith('m') ? keep(found) : showEach(found)))
}

/** Shows the first of a sequence of control characters. */
function showEach(controls: string): string {
  const more = controls.length - shownInRow
  const shown = Array.from(controls.slice(0, shownInRow), picture).join('')
  return more <= 0 ? shown : `${shown}[${more} more]`
}

/** `␛` for an escape; characters without a picture as in source code: `\u202e`. */
function picture(control: string): string {
  const code = control.charCodeAt(0)
  return pictures[code] ?? `\\u${code.toString(16).padStart(4, '0')}`
}

/**
 * CI services interpret some lines of the output as commands. GitHub's runner searches for `::name::` at the start of a
 * line, after white space, and for `##[name]` anywhere (ActionCommand.cs in github.com/actions/runner); Azure Pipelines
 * for `##vso[` anywhere, and TeamCity for `##teamcity[`.
 */
function breakCommands(text: string): string {
  return (
    text
      .replaceAll(/##(?=\w*\[)/g, String.raw`#\#`)
      // oxlint-disable-next-line no-control-regex -- colours before it may be taken out on the way
      .replaceAll(/^((?:[^\S\n]|\u001B\[[\d;:]*m)*)(?=::[\w-]+[^\n]*::)/gm, (space) => `${space}\\`)
  )
}
