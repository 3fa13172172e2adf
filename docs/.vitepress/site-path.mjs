/** Pages of the site that are not in docs/. */
export const others = {
  'packages/vitest-plugin/README.md': 'vitest.md',
  'packages/jest-environment/README.md': 'jest.md',
  'packages/core/README.md': 'scripts.md',
  'packages/create-mirakuru/README.md': 'create.md',
  'examples/README.md': 'examples.md',
  'ARCHITECTURE.md': 'architecture.md',
  'CONTRIBUTING.md': 'contributing.md',
}

/** Where the site has a file of the repository; `undefined` for what is no page of it. */
export function toSitePath(file) {
  const [, page] = /^docs\/((?!README)[\w-]+\.md)$/.exec(file) ?? []
  return page ?? others[file]
}
