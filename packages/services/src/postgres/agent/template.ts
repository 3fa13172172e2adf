import type { Connection } from './connection.js'
import { quoteName, quoteText } from './identifier.js'

/** What a clone does not get by itself, as it is not in the database but in the server's catalogs. */
export interface Surroundings {
  /** For `CREATE DATABASE`. */
  readonly owner: string
  /** Settings and privileges of a database. */
  readonly statements: (database: string) => readonly string[]
}

/**
 * Closes a template that has been filled: its sessions end, which are what a tool for migrations has left open, and no
 * new one begins, so that nothing is in the way of a clone.
 */
export async function sealTemplate(server: Connection, template: string): Promise<void> {
  await server.query(`ALTER DATABASE ${quoteName(template)} WITH ALLOW_CONNECTIONS false`)
  await server.query(
    `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = ${quoteText(template)}`,
  )
}

/** Reads what a clone has to be given besides the content: owner, settings, privileges. */
export async function readSurroundings(
  server: Connection,
  template: string,
): Promise<Surroundings> {
  const name = quoteText(template)
  const [database] = await server.query(
    `SELECT pg_get_userbyid(datdba) AS owner, datacl IS NOT NULL AS granted FROM pg_database WHERE datname = ${name}`,
  )
  if (database === undefined) throw new Error(`there is no database "${template}" to clone`)
  const settings = await server.query(
    `SELECT coalesce('ROLE ' || quote_ident(rolname) || ' IN ', '') AS role, setting
     FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase AND d.datname = ${name}
     LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(setconfig) AS setting`,
  )
  const grants = await server.query(
    `SELECT privilege_type AS privilege, is_grantable AS grantable,
       CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS grantee
     FROM pg_database, aclexplode(datacl) WHERE datname = ${name} AND grantee <> datdba`,
  )
  return {
    owner: String(database['owner']),
    statements: (clone) => [
      ...settings.map(({ role, setting }) => setOption(quoteName(clone), String(role), setting)),
      ...(database['granted'] ? [`REVOKE ALL ON DATABASE ${quoteName(clone)} FROM PUBLIC`] : []),
      ...grants.map(
        ({ privilege, grantee, grantable }) =>
          `GRANT ${privilege} ON DATABASE ${quoteName(clone)} TO ${grantee}${grantable ? ' WITH GRANT OPTION' : ''}`,
      ),
    ],
  }
}

/** `search_path=app, public` of the catalog as a statement. */
function setOption(database: string, role: string, setting: string | null | undefined): string {
  const [option = '', value = ''] = (setting ?? '').split(/=(.*)/s)
  const isList = ['search_path', 'temp_tablespaces', 'session_preload_libraries'].includes(option)
  return `ALTER ${role}DATABASE ${database} SET ${quoteOption(option)} TO ${isList ? value || "''" : quoteText(value)}`
}

/** Options of extensions have two parts: `pg_trgm.similarity_threshold`. */
function quoteOption(option: string): string {
  return option.split('.').map(quoteName).join('.')
}
