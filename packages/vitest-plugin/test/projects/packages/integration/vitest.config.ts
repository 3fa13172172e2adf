import { mirakuru, simpleExecutor } from '@mirakuru/vitest-plugin/config'
import { defineConfig } from 'vitest/config'

const sleeps = ['sleep', '1000'] as const

export default defineConfig({
  plugins: [
    mirakuru({
      processes: {
        steady: simpleExecutor(sleeps),
        made: simpleExecutor(sleeps, { restartOn: ['sources/**', '../../elsewhere/*.json'] }),
      },
    }),
  ],
  test: { name: 'integration', include: ['*.project.ts'] },
})
