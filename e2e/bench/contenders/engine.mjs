import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** The command of a redis that ignores its stop signal. */
export const stubborn = [
  'sh',
  '-c',
  'trap "" TERM; redis-server --protected-mode no --save "" & while true; do wait; done',
]

/**
 * Runs a function with docker in a folder of its own, found by DOCKER_HOST, with one image: a redis.
 *
 * @param image - the name of the image
 */
export async function useEngine(image, measure) {
  const folder = mkdtempSync(join(tmpdir(), 'bench-docker-'))
  const bridge = `bench${process.pid}`
  const subnet = `10.${190 + (process.pid % 30)}.${process.pid % 256}`
  execFileSync('ip', ['link', 'add', 'name', bridge, 'type', 'bridge'])
  execFileSync('ip', ['addr', 'add', `${subnet}.1/24`, 'dev', bridge])
  execFileSync('ip', ['link', 'set', bridge, 'up'])
  process.env.DOCKER_HOST = `unix://${folder}/socket`
  const daemon = spawn(
    'dockerd',
    [
      ['--data-root', `${folder}/data`, '--exec-root', `${folder}/exec`],
      ['-H', process.env.DOCKER_HOST, '--pidfile', `${folder}/pid`],
      ['--bridge', bridge, '--iptables=false', '--ip-forward=false'],
    ].flat(),
    { stdio: 'ignore' },
  )
  try {
    while (!answers()) await pause(50)
    makeImage(join(folder, 'root'), image)
    return await measure()
  } finally {
    daemon.kill()
    await once(daemon, 'exit')
    execFileSync('ip', ['link', 'delete', bridge])
    rmSync(folder, { recursive: true, force: true })
  }
}

function answers() {
  try {
    execFileSync('docker', ['version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

/** Nothing can be pulled here: a redis with its libraries, and a shell. */
function makeImage(root, image) {
  mkdirSync(join(root, 'bin'), { recursive: true })
  const find = (program) =>
    execFileSync('sh', ['-c', `command -v ${program}`], { encoding: 'utf8' }).trim()
  copyFileSync(find('busybox'), join(root, 'bin/busybox'))
  // testcontainers looks with these for what listens.
  for (const tool of ['sh', 'sleep', 'cat', 'awk', 'grep', 'nc'])
    symlinkSync('busybox', join(root, 'bin', tool))
  const redis = find('redis-server')
  copyFileSync(redis, join(root, 'bin/redis-server'))
  for (const [library] of execFileSync('ldd', [redis], { encoding: 'utf8' }).matchAll(/\/\S+/g)) {
    mkdirSync(join(root, dirname(library)), { recursive: true })
    copyFileSync(library, join(root, library))
  }
  const changes = `--change 'ENV PATH=/bin' --change 'CMD ["redis-server","--protected-mode","no","--save",""]'`
  const pipe = `tar -c -C "$1" . | docker import ${changes} - "$2"`
  execFileSync('sh', ['-c', pipe, 'sh', root, image], { stdio: 'ignore' })
}
