import type { Environment } from 'vitest/runtime'
import { note } from '../note.js'

/** Nothing of the tests runs after a file, but the end of its environment does. */
const watches: Environment = {
  name: 'watches',
  viteEnvironment: 'ssr',
  setup: () => ({
    teardown: () => {
      const { BEFORE, GONE, DB_URL } = process.env
      note(`at last ${BEFORE} ${GONE} ${DB_URL}`)
    },
  }),
}

export default watches
