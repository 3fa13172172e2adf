import { resolve } from 'node:path'
import { serve, writeConfig } from './blocks.js'
import { anyStatus } from './image.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/** Options that only {@link nginx} has. */
export interface NginxOptions {
  /** The folder that it serves, relative to the working directory. Default: none. */
  readonly root?: string | undefined
}

/**
 * An nginx with one server, whose block `config` continues. Its `url` is `http://host:port`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const proxy = nginx({ config: 'location / { proxy_pass {api.url}; }' })
 * ```
 */
export function nginx(options: ServiceOptions & NginxOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const service: Service<NginxOptions> = {
  name: 'nginx',
  program: {
    names: ['nginx'],
    printVersion: (path) => [path, '-v'],
    install: ['apt-get install nginx-light', 'brew install nginx'],
  },
  options: ['root'],
  start({ program, options: { config, root, cwd = '' } }) {
    const text = writeFile(config, {
      user: process.getuid?.() === 0 ? 'root' : undefined,
      listen: '{host}:{port}',
      root: root === undefined ? undefined : resolve(cwd, root),
    })
    return {
      command: serve({
        command: [
          ...program.command,
          '-p',
          '{tmp}',
          '-c',
          'nginx.conf',
          '-e',
          'stderr',
          '-g',
          'daemon off;',
        ],
        files: { 'nginx.conf': text },
      }),
      url: 'http://{host}:{port}',
    }
  },
  image({ config, root, cwd = '' }) {
    const folder = '/usr/share/nginx/html'
    const text = writeFile(config, {
      user: 'root',
      listen: '80',
      root: root === undefined ? undefined : folder,
      temporary: '/tmp/',
      // It does not know the port that it is published on.
      further: 'absolute_redirect off;',
    })
    return {
      image: 'docker.io/library/nginx:1',
      port: 80,
      args: ['nginx', '-g', 'daemon off;'],
      files: { '/etc/nginx/nginx.conf': { content: text } },
      mounts: root === undefined ? [] : [`${resolve(cwd, root)}:${folder}:ro`],
      url: 'http://{host}:{port}',
      status: anyStatus,
      // The signal of the image waits for clients.
      stopSignal: 'SIGTERM',
    }
  },
}

interface Place {
  /** Other users than root's could not enter `{tmp}`, or a folder that is mounted. */
  readonly user: string | undefined
  readonly listen: string
  /** The folder that it serves. */
  readonly root: string | undefined
  /** What the paths of temporary files begin with. */
  readonly temporary?: string
  /** Further directives of its `http` block. */
  readonly further?: string
}

function writeFile(
  config: ServiceOptions['config'],
  { user, listen, root, temporary = '', further = '' }: Place,
): string {
  const folder = root === undefined ? '' : `root "${root}";\n`
  const server = folder + writeConfig(config, ' ', ';\n')
  const paths = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
  return `${user === undefined ? '' : `user ${user};`}
worker_processes 1;
pid ${temporary}nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  ${paths.map((each) => `${each}_temp_path ${temporary}${each};`).join(' ')}
  ${further}
  server {
    listen ${listen};
    ${server || 'location / { return 200 "it works\\n"; }\n'}
  }
}
`
}
