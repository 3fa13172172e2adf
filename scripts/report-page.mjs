// Run in packages/core: puts the page of the report, its style and its script into one file, dist/report/page.html.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { rolldown } from 'rolldown'

const source = 'src/report/page'
const target = 'dist/report/page.html'

const bundle = await rolldown({
  input: `${source}/main.ts`,
  platform: 'browser',
  resolve: { extensionAlias: { '.js': ['.ts'] } },
})
const { output } = await bundle.generate({ format: 'iife', minify: true })
await bundle.close()

const style = readFileSync(`${source}/page.css`, 'utf8').replaceAll(/\s*\n\s*/g, '')
const script = output[0].code.replaceAll('</', String.raw`<\/`)
const page = readFileSync(`${source}/page.html`, 'utf8')
  .replace('/* style */', () => style)
  .replace('/* script */', () => script)
mkdirSync(dirname(target), { recursive: true })
if (read(target) !== page) writeFileSync(target, page)

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}
