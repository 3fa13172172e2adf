import { expect, test } from 'vitest'
import { findPackageManager } from '../src/package-manager.js'

test.each([
  ['npm/11.6.2 node/v24.21.0 linux x64 workspaces/false', 'npm install --save-dev', 'npm test'],
  [
    'pnpm/12.21.0 npm/? node/v24.21.0 linux x64',
    'pnpm add --save-dev --ignore-workspace-root-check --config.strict-dep-builds=false',
    'pnpm test',
  ],
  [
    'yarn/1.22.22 npm/? node/v24.21.0 linux x64',
    'yarn add --dev --ignore-workspace-root-check',
    'yarn test',
  ],
  ['yarn/4.18.1 npm/? node/v24.21.0 linux x64', 'yarn add --dev', 'yarn test'],
  ['bun/1.4.5 npm/? node/v24.3.0 linux x64', 'bun add --dev', 'bun run test'],
  ['cnpm/9.0.0', 'npm install --save-dev', 'npm test'],
  [undefined, 'npm install --save-dev', 'npm test'],
])('%s', (userAgent, add, run) => {
  const manager = findPackageManager(userAgent)
  expect([manager.name, ...manager.add].join(' ')).toBe(add)
  expect(manager.test).toBe(run)
})
