import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeExampleRun } from '../../e2e/report/made-run.mjs'
import { OwnFolder } from '../../packages/core/dist/internal/own-folder.js'
import { writeReport } from '../../packages/core/dist/report/index.js'

const fileName = 'example-report.html'

/** Adds the page of a report, of the run that its picture shows, to what Vite serves and builds. */
export function exampleReport() {
  return {
    name: 'example-report',
    configureServer({ middlewares }) {
      middlewares.use(`/${fileName}`, (_request, response) => response.end(renderReport()))
    },
    generateBundle() {
      this.emitFile({ type: 'asset', fileName, source: renderReport() })
    },
  }
}

/** Makes the picture of a report a link to the page itself. */
export function openReport(markdown) {
  const { image } = markdown.renderer.rules
  markdown.renderer.rules.image = (tokens, index, ...others) => {
    const html = image(tokens, index, ...others)
    if (!/\breport\.png$/.test(tokens[index].attrGet('src'))) return html
    return `<a href="/${fileName}" target="_self">${html}</a>`
  }
}

function renderReport() {
  const folder = mkdtempSync(join(tmpdir(), 'mirakuru-report-'))
  try {
    return readFileSync(
      writeReport(OwnFolder.make(join(folder, 'report'), 0o700), makeExampleRun()),
      'utf8',
    )
  } finally {
    rmSync(folder, { recursive: true })
  }
}
