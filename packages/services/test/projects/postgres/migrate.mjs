// Creates the tables, and notes that it ran.
import { appendFileSync } from 'node:fs'
import pg from 'pg'

const client = new pg.Client(process.env.DATABASE_URL)
await client.connect()
await client.query(`
  CREATE EXTENSION IF NOT EXISTS plpgsql;
  CREATE TABLE kinds (id serial PRIMARY KEY, name text);
  INSERT INTO kinds (name) VALUES ('seed');
  CREATE TABLE things (id serial PRIMARY KEY, kind int REFERENCES kinds, note text)`)
await client.query(`
  DO $$ BEGIN CREATE ROLE reader LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$;
  GRANT SELECT ON kinds TO reader`)
if (process.env.MIGRATIONS) appendFileSync(process.env.MIGRATIONS, `${process.env.PGDATABASE}\n`)
// A tool that forgets its connection: process.exit() below leaves it to the server to find out.
process.exit(0)
