#!/usr/bin/env bash
# One would guess: the URL that MailDev prints for its web interface answers a request with 200, so that a check for "is
# it up" can ask it.
# Since version 3 it answers 404 to HEAD, and to every GET that does not say `Accept: text/html`, which no health check
# does. With that header it is 200; /api/healthz is 200 without.
set -euo pipefail
work=$(mktemp -d)
trap 'kill "$pid" 2>/dev/null || true; rm -rf "$work"' EXIT
cd "$work"
npm install --silent --no-audit --no-fund --prefix . maildev@3.0.0
node --print '"maildev " + require("./node_modules/maildev/package.json").version'
read -r smtp web < <(node --eval '
  const { createServer } = require("node:net")
  const servers = [0, 0].map((port) => createServer().listen(port, "127.0.0.1"))
  servers[1].on("listening", () => {
    console.log(servers.map((server) => server.address().port).join(" "))
    for (const server of servers) server.close()
  })')
node_modules/.bin/maildev --smtp "$smtp" --web "$web" --ip 127.0.0.1 --web-ip 127.0.0.1 >output 2>&1 &
pid=$!
until grep -q 'Press Ctrl+C' output; do sleep 0.1; done
sed -n 's/^ *URL: */it prints /p' output

ask() {
  node --input-type=module --eval "
    const answer = await fetch('http://127.0.0.1:$web$1', { method: '$2', headers: $3 })
    await answer.arrayBuffer()
    console.log('$2 $1 $3:', answer.status)
    process.exit()"
}
{
  ask / HEAD '{}'
  ask / GET '{}'
  ask / GET '{ accept: "text/html" }'
  ask /api/healthz GET '{}'
} | tee answers

[ "$(sed 's/.*: //' answers | tr '\n' ' ')" = '404 404 200 200 ' ]
