import { resolve } from 'node:path'
import { serve, writeConfig } from './blocks.js'
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
    const folder = root === undefined ? '' : `root "${resolve(cwd, root)}";\n`
    const own = writeConfig(config, ' ', ';\n')
    const server = folder + own || 'location / { return 200 "it works\\n"; }\n'
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
        files: { 'nginx.conf': writeFile(server) },
      }),
      url: 'http://{host}:{port}',
    }
  },
}

function writeFile(server: string): string {
  return `# Other users than root's could not enter {tmp}.
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid nginx.pid;
error_log stderr;
events {}
http {
  access_log off;
  client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi; uwsgi_temp_path uwsgi; scgi_temp_path scgi;
  server {
    listen {host}:{port};
    ${server}
  }
}
`
}
