import { useProcess } from '@mirakuru/vitest-plugin'
import { inject, test } from 'vitest'
import { note } from '../note.js'

const steady = useProcess('steady')
const changing = useProcess('changing')
const made = useProcess('made')

test('is run again and again', () => {
  note(`told of ${inject('mirakuru')['steady']?.pid}, has ${steady.pid}`)
  const told = inject('mirakuru')['made']
  note(`run ${steady.pid} ${changing.pid} ${made.pid} ${told?.pid} ${told?.captures['self']}`)
})
