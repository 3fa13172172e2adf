import { useProcess } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'

const web = useProcess('web')

test('is not run', () => {
  throw new Error(`${web.name} is ready after all`)
})
