#!/usr/bin/env bash
# One would guess: in `env-cmd -f FILE node show.js -e one`, everything behind `node` belongs to the command, as with env,
# nice, timeout, cross-env and npx.
# env-cmd takes every option that it knows wherever it stands: `-e one` makes it read FILE as JSON of environments, so that
# a plain file of variables is refused, and the command is never run. With `--` before the command it works.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . env-cmd@11.0.0
node --print '"env-cmd " + require("./node_modules/env-cmd/package.json").version'
echo 'COLOUR=blue' >variables
echo 'console.log("command ran with", process.argv.slice(2).join(" "), process.env.COLOUR)' >show.js

status=0
node_modules/.bin/env-cmd -f variables node show.js -e one >without 2>&1 || status=$?
head -n 1 without
echo "without --: exit code $status"
node_modules/.bin/env-cmd -f variables -- node show.js -e one | tee with

[ "$status" = 1 ]
grep -q 'Failed to parse .rc file' without
! grep -q 'command ran' without
[ "$(cat with)" = 'command ran with -e one blue' ]
