import { createRequire } from 'node:module'
import type * as Crashes from '../../../core/test/programs/crashes.cjs'
import { program } from './note.js'

const crashes = createRequire(import.meta.url)(program('crashes.cjs')) as typeof Crashes

export const { crash, crashToDeath, killSupervisor, killToDeath, killWhileAsking } = crashes
