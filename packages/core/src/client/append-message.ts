/**
 * Appends text to the message of an error, and to the message in its stack.
 *
 * @returns whether both contain it now
 */
export function appendToMessage(
  error: { readonly message: string; readonly stack?: string | undefined },
  text: string,
): boolean {
  const { message, stack } = error
  if (!Reflect.set(error, 'message', message + text)) return false
  if (stack === undefined) return true
  if (message === '' || !stack.includes(message)) return false
  return Reflect.set(
    error,
    'stack',
    stack.replace(message, () => message + text),
  )
}
