/**
 * Settings for a server whose data nobody needs after a crash of the machine, https://www.postgresql.org/docs/current/non-durability.html,
 * and that many databases share for a short time.
 */
export const settings = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  wal_level: 'minimal',
  max_wal_senders: 0,
  checkpoint_timeout: '1h',
  max_connections: 500,
  autovacuum: 'off',
  jit: 'off',
  log_checkpoints: 'off',
  // In the data folder: nothing stays in /dev/shm when the server is killed.
  dynamic_shared_memory_type: 'mmap',
  // The sign of readiness is in English.
  lc_messages: 'C',
} as const

/** Settings as arguments of `postgres`. */
export function toArguments(values: Readonly<Record<string, string | number | boolean>>): string[] {
  return Object.entries(values).flatMap(([key, value]) => ['-c', `${key}=${toSetting(value)}`])
}

function toSetting(value: string | number | boolean): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value)
}
