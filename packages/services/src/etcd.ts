import { ask, words } from './blocks.js'
import { anyStatus } from './image.js'
import type { ServiceDeclaration, ServiceOptions } from './options.js'
import { declareService, type Service } from './service.js'

/**
 * An etcd server, a cluster of one. Its `url` is `http://host:port`.
 *
 * @throws DeclarationError when an option does not exist, or is no use
 * @example
 * ```ts
 * const registry = etcd({ reset: true })
 * ```
 */
export function etcd(options: ServiceOptions = {}): ServiceDeclaration {
  return declareService(service, options)
}

const clients = 'http://{host}:{port}'
const peers = 'http://{host}:{ports.peer}'

const service: Service = {
  name: 'etcd',
  hasConfig: false,
  program: { names: ['etcd'], install: ['apt-get install etcd-server', 'brew install etcd'] },
  start: ({ program }) => ({
    command: [
      ...program.command,
      ...words('--data-dir {tmp}/etcd --log-level warn'),
      ...words(`--listen-client-urls ${clients} --advertise-client-urls ${clients}`),
      ...words(`--listen-peer-urls ${peers} --initial-advertise-peer-urls ${peers}`),
      ...words(`--initial-cluster default=${peers}`),
    ],
    ports: ['peer'],
    // A flag would end those that do not know it yet, before 3.5.
    env: { ETCD_UNSAFE_NO_FSYNC: 'true' },
    url: clients,
    // It accepts connections 100 to 700 ms before it answers.
    healthcheck: ask({ text: String.raw`GET /health HTTP/1.0\r\n\r\n`, answer: '* 200 *' }),
    reset: ask({ text: deleteAll, answer: '* 200 *' }),
  }),
  image: () => ({
    image: 'gcr.io/etcd-development/etcd:v3.7.1',
    port: 2379,
    args: [
      ...words('etcd --log-level warn'),
      ...words(`--listen-client-urls http://0.0.0.0:2379 --advertise-client-urls ${clients}`),
    ],
    env: { ETCD_UNSAFE_NO_FSYNC: 'true' },
    url: clients,
    // It answers when it can be used, at `/` with 404.
    status: anyStatus,
    // There is no shell in it.
    reset: ['etcdctl', 'del', '', '--from-key'],
  }),
}

/** From the smallest key to none: see "range_end" in https://etcd.io/docs/v3.5/learning/api/. */
const range = JSON.stringify({ key: 'AA==', range_end: 'AA==' })
const deleteAll = String.raw`POST /v3/kv/deleterange HTTP/1.0\r\nContent-Length: ${range.length}\r\n\r\n${range}`
