#!/usr/bin/env node
// The command `mirakuru`.
import { runCommandLine } from './command-line.js'

// `mirakuru logs api | head`: a reader that closes the pipe is not an error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit()
})
process.stderr.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  // A command continues, with its processes, without a reader of the messages.
  if (process.argv[2] !== 'run') process.exit()
})
process.exitCode = await runCommandLine(process.argv.slice(2), {
  out: process.stdout,
  err: process.stderr,
})
