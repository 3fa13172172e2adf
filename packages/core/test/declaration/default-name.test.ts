import { expect, test } from 'vitest'
import { chooseName } from '../../src/declaration/default-name.js'

test.each<[string[], string]>([
  [['redis-server', '--port', '1'], 'redis-server'],
  [['/usr/sbin/nginx'], 'nginx'],
  [['node', 'server.js', '--port', '1'], 'server.js'],
  [['/usr/bin/node', './src/api.mjs'], 'api.mjs'],
  [['npx', 'vite'], 'vite'],
  [['npx', '@scope/tool'], 'tool'],
  [['python3.11', 'app.py'], 'app.py'],
  [['node', '--enable-source-maps', 'server.js'], 'node'],
  [['node', '.'], 'node'],
  [['node', '..'], 'node'],
  [['env', 'A=1', 'node'], 'env'],
  [['sh', '-c', 'sleep 5'], 'sh'],
  [['bash', 'run me; please'], 'bash'],
  [['node'], 'node'],
  [[], ''],
])('chooseName() calls %j %j', (args, name) => {
  expect(chooseName(args)).toBe(name)
})
