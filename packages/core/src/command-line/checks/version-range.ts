type Version = readonly [major: number, minor: number, patch: number]

/** Whether a version is in a range, in the forms that our packages use: `>=20.19`, `^4.1.0 || ^5.0.0`. */
export function isInRange(version: string, range: string): boolean {
  const actual = parseVersion(version)
  return range.split('||').some((part) => {
    const [, operator, text = ''] = /^\s*(\^|>=)?\s*v?(.*?)\s*$/.exec(part) ?? []
    const wanted = parseVersion(text)
    if (operator === '>=') return compare(actual, wanted) >= 0
    return operator === '^'
      ? actual[0] === wanted[0] && compare(actual, wanted) >= 0
      : compare(actual, wanted) === 0
  })
}

function parseVersion(text: string): Version {
  const [major = 0, minor = 0, patch = 0] = text
    .replace(/^v/, '')
    .split('.')
    .map((part) => parseInt(part, 10))
  return [major, minor, patch]
}

function compare(one: Version, other: Version): number {
  return one[0] - other[0] || one[1] - other[1] || one[2] - other[2]
}
