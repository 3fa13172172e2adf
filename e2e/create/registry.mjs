import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { basename } from 'node:path'

/**
 * Starts a registry of npm packages that has the ones in tarballs, and sends whoever wants others to the usual registry.
 *
 * @param files - the paths of the tarballs
 */
export async function startRegistry(files) {
  const upstream = execFileSync('npm', ['config', 'get', 'registry'], { encoding: 'utf8' }).trim()
  const server = createServer(({ url }, response) => {
    const path = decodeURIComponent(url)
    const found = files.find((file) => path === `/${basename(file)}`)
    if (found !== undefined) return response.end(readFileSync(found))
    const described = packages().find(({ name }) => path === `/${name}`)
    if (described !== undefined) return response.end(JSON.stringify(described))
    return response.writeHead(302, { location: new URL(url.slice(1), upstream).href }).end()
  })
  const packages = () => files.map((file) => describe(file, readUrl(server)))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  return { url: readUrl(server), [Symbol.asyncDispose]: () => close(server) }
}

function readUrl(server) {
  return `http://127.0.0.1:${server.address().port}`
}

async function close(server) {
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
}

/** A package with one version, as registries answer. */
function describe(file, url) {
  const manifest = JSON.parse(execFileSync('tar', ['-xOf', file, 'package/package.json']))
  const { name, version } = manifest
  const integrity = `sha512-${createHash('sha512').update(readFileSync(file)).digest('base64')}`
  const dist = { tarball: `${url}/${basename(file)}`, integrity }
  return {
    name,
    'dist-tags': { latest: version },
    versions: { [version]: { ...manifest, dist } },
  }
}
