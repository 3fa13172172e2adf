import { useProcess } from '@mirakuru/vitest-plugin'
import { inject, test } from 'vitest'
import { note } from '../../note.js'

const steady = useProcess('steady')
const made = useProcess('made')

test('is run again and again', () => {
  note(`run ${steady.pid} ${made.pid} ${inject('mirakuru')['made']?.pid}`)
})
