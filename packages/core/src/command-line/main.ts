#!/usr/bin/env node
// The command `mirakuru`.
import { runCommandLine } from './command-line.js'

// `mirakuru logs api | head`: who has read enough is no reason to complain.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // A command goes on, with its processes, when nobody reads what is told about it.
  if (process.argv[2] !== 'run') process.exit()
})
process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
})
