const { FILE_URL } = process.env

test('waits for ever', async () => {
  const pid = await (await fetch(FILE_URL)).text()
  process.kill(Number(pid), 'SIGKILL')
  await new Promise(() => undefined)
}, 20_000)

test('comes after the crash', () => {
  expect(FILE_URL).not.toBe('')
})
