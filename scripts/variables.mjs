import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './run-step.mjs'

/** How the sources name the variables of the environment that they read or set. */
const forms = [
  /\benv\['([A-Z][A-Z_]+)'\]/g,
  /'(MIRAKURU_[A-Z_]+)'/g,
  /'([A-Z][A-Z_]+)' in process\.env/g,
  /\{([^{}]*)\} = process\.env/g,
]

/** The variables of the environment that mean something to the packages. */
export function listVariables() {
  const found = listSources().flatMap((file) => {
    const text = readFileSync(file, 'utf8')
    const parts = forms.flatMap((form) => [...text.matchAll(form)].map(([, part]) => part))
    return parts.flatMap((part) => part.match(/\b[A-Z][A-Z_]+\b/g) ?? [])
  })
  return [...new Set(found)].toSorted()
}

function listSources() {
  return readdirSync(join(root, 'packages')).flatMap((name) => {
    const folder = join(root, 'packages', name, 'src')
    return readdirSync(folder, { recursive: true })
      .filter((file) => /\.c?ts$/.test(file))
      .map((file) => join(folder, file))
  })
}
