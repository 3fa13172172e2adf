/** The file of a table's bars. */
export function nameBars({ title }) {
  const words = title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
  return `${words.replaceAll(/^-|-$/g, '')}.svg`
}
