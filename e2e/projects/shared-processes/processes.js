/** Declared once, used unchanged by Vitest and by Jest. */
export const processes = {
  redis: { executor: 'tcp', command: "redis-server --port {port} --save '' --dir {tmp}" },
  api: {
    executor: 'http',
    command: 'node services/api.js',
    env: { PORT: '{port}', REDIS: '{redis.host}:{redis.port}' },
    scope: 'file',
  },
  daemon: {
    executor: 'pid',
    command: 'node services/daemon.js {tmp}/daemon.pid',
    filename: '{tmp}/daemon.pid',
  },
}
