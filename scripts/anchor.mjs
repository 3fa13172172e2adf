/** The anchor of a heading, as GitHub makes it; the site makes the same. */
export function toAnchor(title) {
  return title
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}
