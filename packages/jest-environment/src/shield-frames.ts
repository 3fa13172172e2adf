/**
 * Jest ends a message where a line looks like a call in a stack, and leaves out calls of Node: what a process has printed of
 * its own stack would be lost. A word joiner, which nobody sees, hides what it is.
 */
export function shieldFrames(text: string): string {
  return text.replaceAll(/^(\s+)at /gm, '$1\u2060at ')
}
