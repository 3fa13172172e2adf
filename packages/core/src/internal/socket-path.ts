/** `sun_path` of unix(7) has 108 bytes on Linux and 104 on macOS, one of them for the NUL at the end. */
const roomForPath = process.platform === 'darwin' ? 103 : 107

/**
 * Node silently truncates a longer path (libuv's `uv_pipe_bind`): two paths that differ only after that are one socket.
 *
 * @returns why this cannot be the path of a unix socket; `undefined` when it can
 */
export function findSocketPathFault(path: string): string | undefined {
  const length = Buffer.byteLength(path)
  if (process.platform === 'win32' || length <= roomForPath) return undefined
  return `the path of a unix socket has at most ${roomForPath} bytes, and this one has ${length}: ${path}`
}
