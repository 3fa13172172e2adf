/**
 * For runners that take a line of a message for a call in the stack of the error. Jest ends the message there, and leaves
 * out calls of Node: what a process has printed of its own stack would be lost. Playwright repeats such lines below the
 * message, and shows the code of the first one. A word joiner, which nobody sees, hides what they are.
 */
export function shieldFrames(text: string): string {
  return text.replaceAll(/^(\s+)at /gm, '$1\u2060at ')
}
