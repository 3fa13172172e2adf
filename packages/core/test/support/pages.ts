/** The message of an error up to the address of the page that explains it, with which it has to end. */
export function withoutPage(message: string | undefined): string {
  const [, text] =
    /^([^]*)\n {2}see https:\/\/\S+\/docs\/errors\.md#err_\w+$/.exec(message ?? '') ?? []
  if (text === undefined) throw new Error(`It does not end with the address of a page: ${message}`)
  return text
}
