import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Finding } from './finding.js'

/** What `listServices()` of `@mirakuru/services` returns. */
interface FoundService {
  readonly name: string
  readonly from: 'program' | 'image' | 'nowhere'
  readonly reason?: string | undefined
}

/** Says which services of `@mirakuru/services` can start here, if a project has it. */
export function checkServices(project: string): Finding[] {
  const services = listServices(project)
  const list = (wanted: FoundService['from']): readonly string[] =>
    services.filter(({ from }) => from === wanted).map(describe)
  return [
    ...tell('Services that are installed', list('program')),
    ...tell('Services that start from their image', list('image')),
    ...tell('Services to install before they can start', list('nowhere')),
  ]
}

function tell(what: string, names: readonly string[]): Finding[] {
  if (names.length === 0) return []
  return [{ check: 'services', status: 'ok', message: `${what}: ${names.join(', ')}` }]
}

/** One that is nowhere comes with the command that installs it, of a sentence that says more. */
function describe({ name, from, reason = '' }: FoundService): string {
  if (from !== 'nowhere') return name
  return `${name} (${/install it with: (.+?)(?:, or: |;|$)/.exec(reason)?.[1] ?? reason})`
}

function listServices(project: string): readonly FoundService[] {
  try {
    const require = createRequire(join(project, 'package.json'))
    const services = require('@mirakuru/services') as { listServices(): readonly FoundService[] }
    return services.listServices()
  } catch {
    return [] // the project does without
  }
}
