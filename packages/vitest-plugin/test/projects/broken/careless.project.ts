import { setTimeout as pause } from 'node:timers/promises'
import { useProcess, type HttpHandle } from '@mirakuru/vitest-plugin'
import { test } from 'vitest'

const careless = useProcess('careless') as HttpHandle

test('ignores a crash of what it refers to', async () => {
  const db = await (await fetch(new URL('/env/DB', careless.url))).text()
  await fetch(new URL('/exit/6', db)).catch(() => undefined)
  await pause(100)
})
