#!/usr/bin/env node
// The command `create-mirakuru`, which `npm create mirakuru` runs.
import { create } from './create.js'

process.exitCode = await create(process.argv.slice(2))
