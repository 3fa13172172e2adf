import { ask, words } from './blocks.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/**
 * A mail server that delivers nothing (the npm package maildev). Its `url` is `smtp://host:port`; what it received is
 * at `http://{mail.host}:{mail.ports.web}/email`, as JSON.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const outbox = mail({ scope: 'file', reset: true })
 * ```
 */
export function mail(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const service: Service = {
  name: 'mail',
  hasConfig: false,
  program: {
    names: ['maildev'],
    package: 'maildev',
    install: ['npm install --save-dev maildev@2'],
  },
  start: ({ program }) => ({
    command: [
      ...program.command,
      ...words('--ip {host} --smtp {port} --web {ports.web}'),
      // Its default is a folder in that of the system, which nobody removes.
      ...words('--mail-directory {tmp} --silent'),
    ],
    ports: ['web'],
    url: 'smtp://{host}:{port}',
    healthcheck: ask({
      port: '{ports.web}',
      text: String.raw`GET /healthz HTTP/1.0\r\n\r\n`,
      answer: 'HTTP/*',
    }),
    reset: ask({
      port: '{ports.web}',
      text: String.raw`DELETE /email/all HTTP/1.0\r\n\r\n`,
      answer: '* 200 *',
    }),
  }),
  image: () => ({
    image: 'docker.io/maildev/maildev:2.2.1',
    port: 1025,
    ports: { web: 1080 },
    args: ['--silent'],
    url: 'smtp://{host}:{port}',
    healthcheck: ['node', '-e', isReady],
    reset: ['node', '-e', deleteAll],
  }),
}

/** Node is in the image, and exits with 1 if it cannot connect. */
const isReady = `
fetch('http://127.0.0.1:1080/healthz')
  .then(() => require('net').connect(1025, '127.0.0.1', () => process.exit()))`
const deleteAll = `
fetch('http://127.0.0.1:1080/email/all', { method: 'DELETE' })
  .then(({ ok }) => process.exit(ok ? 0 : 1))`
