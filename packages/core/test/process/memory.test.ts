import { expect, test } from 'vitest'
import { runScript } from '../support/script.js'

const mebibyte = 2 ** 20

test('a wait that is over is not kept until the process ends', async () => {
  const script = await runScript(
    `const shell = 'head -c 1000000 /dev/zero; echo; echo printed; exec sleep 1000'
     const executor = await new SimpleExecutor(['sh', '-c', shell]).start()
     const waitOften = async (times) => {
       for (let wait = 0; wait < times; wait++) await executor.waitForOutput(/printed/)
       globalThis.gc()
       return process.memoryUsage().heapUsed
     }
     const before = await waitOften(10)
     console.log('grown by ' + (await waitOften(100) - before))
     await executor.kill()`,
    { nodeArgs: ['--expose-gc'] },
  )
  const [, grown] = await script.says(/^grown by (-?\d+)$/m)
  expect(Number(grown)).toBeLessThan(20 * mebibyte)
  expect(await script.ended).toEqual({ code: 0, signal: null })
})

test('1 GB of output before ready neither blocks the process nor grows the memory', async () => {
  const script = await runScript(
    `const measure = async () => {
       globalThis.gc()
       await new Promise((resolve) => setTimeout(resolve, 20)) // buffers are swept by another thread
       globalThis.gc()
       const { heapUsed, external } = process.memoryUsage()
       return heapUsed + external
     }
     const shell = 'head -c 1000000000 /dev/zero; echo; exec "$@"'
     const command = ['sh', '-c', shell, 'sh', ...fixture('listens-late', '{port}')]
     const executor = new TcpExecutor(command, { startTimeout: 100_000 })
     const before = await measure()
     let peak = before
     const sampling = setInterval(async () => (peak = Math.max(peak, await measure())), 200)
     const startedAt = performance.now()
     await executor.start()
     clearInterval(sampling)
     console.log('ready after ' + Math.round(performance.now() - startedAt))
     console.log('grown by ' + (Math.max(peak, await measure()) - before))
     console.log('kept ' + executor.output().length + executor.output().slice(0, 40).split('\\n')[0])
     await executor.stop()`,
    { nodeArgs: ['--expose-gc'] },
  )
  const [, grown] = await script.says(/^grown by (-?\d+)$/m, 110_000)
  // A sample sees what has just arrived, too: 35 MiB were seen once.
  expect(Number(grown)).toBeLessThan(64 * mebibyte)
  await script.says(/\[998951\d+ earlier bytes dropped\]$/m)
  expect(await script.ended).toEqual({ code: 0, signal: null })
}, 120_000)
