import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Declaration } from '@mirakuru/core/declaration'
import { Docker } from '../../../core/test/support/engines.js'
import { copyProgram, makeRootFolder } from '../../../core/test/support/images.js'

/** How official images are started, by the names of the services. */
const dockerfiles: Readonly<Record<string, readonly string[]>> = {
  redis: ['ENTRYPOINT ["/images/as.sh", "redis"]', 'CMD ["redis-server"]'],
  memcached: ['USER memcache', 'ENTRYPOINT ["/images/run.sh"]', 'CMD ["memcached"]'],
  nats: ['ENTRYPOINT ["nats-server"]', 'CMD ["--config", "nats-server.conf"]'],
  mosquitto: ['ENTRYPOINT ["/images/run.sh"]', 'CMD ["mosquitto", "-c", "/etc/none.conf"]'],
  etcd: ['WORKDIR /var/lib/etcd', 'CMD ["etcd"]'],
  nginx: ['ENTRYPOINT ["/images/run.sh"]', 'CMD ["false"]', 'STOPSIGNAL SIGQUIT'],
  mariadb: ['ENTRYPOINT ["/images/mariadb.sh"]', 'CMD ["mariadbd"]'],
  postgres: [
    'ENV PGDATA=/var/lib/postgresql/data',
    'VOLUME /var/lib/postgresql/data',
    'ENTRYPOINT ["/images/postgres.sh"]',
    'CMD ["postgres"]',
    'STOPSIGNAL SIGINT',
  ],
}

const postgres = '/usr/lib/postgresql'
const majors = existsSync(postgres) ? readdirSync(postgres) : []
const [major = ''] = majors.toSorted((a, b) => Number(b) - Number(a))
const programs = [
  ...['initdb', 'pg_ctl', 'pg_isready', 'postgres', 'psql'].map(
    (name) => `${postgres}/${major}/bin/${name}`,
  ),
  ...['mariadb', 'mariadb-admin', 'my_print_defaults', 'etcd', 'memcached', 'setpriv'].map(
    (name) => `/usr/bin/${name}`,
  ),
  ...['mariadbd', 'nats-server', 'mosquitto', 'nginx'].map((name) => `/usr/sbin/${name}`),
]
const folders = [
  `${postgres}/${major}/lib`,
  `/usr/share/postgresql/${major}`,
  '/usr/share/mysql',
  '/usr/lib/locale/C.utf8',
]
const users = ['redis', 'memcache', 'mosquitto', 'mysql', 'postgres']

/** Starts docker with images of Debian's programs, under the names of the official images, of which none can be pulled. */
export async function startDocker(names: Readonly<Record<string, string>>): Promise<Docker> {
  const folder = mkdtempSync(join(tmpdir(), 'images-'))
  const docker = await Docker.start()
  try {
    const path = `PATH=${postgres}/${major}/bin:/usr/sbin:/usr/bin:/bin`
    docker.import(makeRoot(join(folder, 'root')), 'programs', [`ENV ${path}`])
    for (const [service, name] of Object.entries(names)) {
      docker.build(service, ['FROM programs', ...(dockerfiles[service] ?? [])].join('\n'))
      docker.run('tag', service, name)
    }
    return docker
  } catch (error) {
    await docker.stop()
    throw error
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The image of a server, or of that of a database. */
export function findImage(declared: Declaration): string {
  if (declared.executor === 'resource') return findImage(declared.server as Declaration)
  return declared.executor === 'container' ? String(declared.image) : ''
}

function makeRoot(root: string): string {
  makeRootFolder(root)
  const busybox = execFileSync('busybox', ['--list'], { encoding: 'utf8' }).trim().split('\n')
  mkdirSync(join(root, 'usr/bin'), { recursive: true })
  for (const name of busybox) symlinkSync('/bin/busybox', join(root, 'usr/bin', name))
  rmSync(join(root, 'usr/bin/setpriv'))
  for (const program of programs) copyProgram(program, root, program)
  cpSync('/usr/bin/mariadb-install-db', join(root, 'usr/bin/mariadb-install-db'))
  // The compiler of PostgreSQL is 100 MB.
  const filter = (path: string): boolean => !/llvmjit|bitcode/.test(path)
  for (const each of folders) cpSync(each, join(root, each), { recursive: true, filter })
  cpSync(join(import.meta.dirname, '../images'), join(root, 'images'), { recursive: true })
  cpSync(join(root, 'images/etcdctl.sh'), join(root, 'usr/bin/etcdctl'))
  for (const each of ['etc/mysql/conf.d', 'run', 'var/log/nginx', 'var/lib'])
    mkdirSync(join(root, each), { recursive: true })
  writeFileSync(join(root, 'etc/mysql/my.cnf'), '!includedir /etc/mysql/conf.d/\n')
  const accounts = ['root', ...users].map((name, id) => [name, id] as const)
  const write = (file: string, line: (name: string, id: number) => string): void =>
    writeFileSync(join(root, file), accounts.map(([name, id]) => `${line(name, id)}\n`).join(''))
  write('etc/passwd', (name, id) => `${name}:x:${id}:${id}::/:/bin/sh`)
  write('etc/group', (name, id) => `${name}:x:${id}:`)
  return root
}
