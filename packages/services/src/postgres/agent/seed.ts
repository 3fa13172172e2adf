import type { Connection, Row } from './connection.js'
import { quoteText } from './identifier.js'

/** What a template has in its tables and sequences. */
export interface Seed {
  /** The tables with rows. */
  readonly tables: readonly SeedTable[]
  /** A statement that sets all sequences; `undefined` if there is none. */
  readonly sequences: string | undefined
}

interface SeedTable {
  /** With its schema, quoted. */
  readonly name: string
  /** The columns that can be inserted, quoted. */
  readonly columns: string
  /** Whether its rows are still the same. */
  readonly digest: string
  /** All rows. */
  readonly json: string
}

/** Tables of users, without those that belong to an extension. */
export const userTables = `
  SELECT format('%I.%I', n.nspname, c.relname) AS name, c.oid AS id
  FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'r' AND c.relpersistence <> 't' AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`

/** Reads the rows of all tables, and the values of all sequences. */
export async function readSeed(database: Connection): Promise<Seed> {
  const columns = await database.query(
    `SELECT name, (SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) FROM pg_attribute
       WHERE attrelid = id AND attnum > 0 AND NOT attisdropped AND attgenerated = '') AS columns
     FROM (${userTables}) AS tables`,
  )
  if (columns.length === 0) return { tables: [], sequences: await readSequences(database) }
  // One request: with hundreds of tables, each of its own takes longer than what it asks for.
  const rows = await database.query(
    columns.map(({ name }) => selectRows(String(name))).join(' UNION ALL '),
  )
  const tables = rows.flatMap((row, index) =>
    row['json'] == null
      ? []
      : [toTable(row, String(columns[index]?.['name']), String(columns[index]?.['columns']))],
  )
  return { tables, sequences: await readSequences(database) }
}

function selectRows(table: string): string {
  return `SELECT ${digestOf} AS digest, json_agg(t.*)::text AS json FROM ${table} AS t`
}

/** The order of the rows in a file changes. A bare `t` would be the column of that name, if there is one. */
const digestOf = `md5(string_agg((t.*)::text, E'\\n' ORDER BY (t.*)::text))`

function toTable({ digest, json }: Row, name: string, columns: string): SeedTable {
  return { name, columns, digest: String(digest), json: String(json) }
}

async function readSequences(database: Connection): Promise<string | undefined> {
  const rows = await database.query(
    `SELECT format('setval(%L, %s, %L)', format('%I.%I', schemaname, sequencename),
       coalesce(last_value, start_value), last_value IS NOT NULL) AS call FROM pg_sequences`,
  )
  return rows.length === 0 ? undefined : `SELECT ${rows.map(({ call }) => call).join(', ')}`
}

/**
 * Deletes all rows, and inserts those of the seed where they differ. Deleting is much faster than `TRUNCATE`, which
 * creates new files for each table. Connections of the test stay open; a transaction that it has left open ends.
 */
export async function restoreSeed(database: Connection, seed: Seed | undefined): Promise<void> {
  const tables = seed?.tables ?? []
  const kept = tables.map(({ name }) => quoteText(name)).join(', ')
  // One message, so one transaction.
  const statements = [
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND state LIKE 'idle in transaction%'`,
    // Neither triggers nor foreign keys: the rows are consistent again at the end.
    'SET LOCAL session_replication_role = replica',
    `DO $mirakuru$ DECLARE name text; has_rows bool; BEGIN
       FOR name IN SELECT tables.name FROM (${userTables}) AS tables ${kept && `WHERE tables.name NOT IN (${kept})`} LOOP
         EXECUTE format('SELECT EXISTS (SELECT FROM %s)', name) INTO has_rows;
         IF has_rows THEN EXECUTE format('DELETE FROM %s', name); END IF;
       END LOOP;
     END $mirakuru$`,
    ...tables.map(restoreTable),
    ...(seed?.sequences === undefined ? [] : [seed.sequences]),
  ]
  await database.query(statements.join(';\n'))
}

/**
 * Gives some tables the rows of the seed again, and all sequences their values.
 *
 * @returns whether the rows are really the same again
 */
export async function restoreTables(
  database: Connection,
  seed: Seed,
  names: readonly string[],
): Promise<boolean> {
  const tables = seed.tables.filter(({ name }) => names.includes(name))
  const isSame = tables.map(
    ({ name, digest }) => `(SELECT ${digestOf} FROM ${name} AS t) = ${quoteText(digest)}`,
  )
  const [row] = await database.query(
    [
      'SET LOCAL session_replication_role = replica',
      ...names.map((name) => `DELETE FROM ${name}`),
      ...tables.map(insertRows),
      ...(seed.sequences === undefined ? [] : [seed.sequences]),
      // The statistics of this transaction are written at its end, not some time later.
      `SELECT ${['true', ...isSame].join(' AND ')} AS same, pg_stat_force_next_flush()`,
    ].join(';\n'),
  )
  return Boolean(row?.['same'])
}

function restoreTable(table: SeedTable): string {
  const { name, digest } = table
  return `DO $mirakuru$ BEGIN
    IF (SELECT ${digestOf} FROM ${name} AS t) IS DISTINCT FROM ${quoteText(digest)} THEN
      DELETE FROM ${name};
      ${insertRows(table)};
    END IF;
  END $mirakuru$`
}

function insertRows({ name, columns, json }: SeedTable): string {
  return `INSERT INTO ${name} (${columns}) OVERRIDING SYSTEM VALUE
    SELECT ${columns} FROM json_populate_recordset(NULL::${name}, ${quoteText(json)})`
}
