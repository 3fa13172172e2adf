import { readFileSync } from 'node:fs'
import { cancel, intro, outro } from '@clack/prompts'
import { addPackages } from './add-packages.js'
import { readArguments, usage } from './arguments.js'
import { ask, type Answers } from './ask.js'
import { Interruption } from './list-tests.js'
import { findPackageManager } from './package-manager.js'
import { planProject } from './plan.js'
import { describeNext, reportFiles, reportServers } from './report.js'
import { findRunner } from './runners/index.js'
import { findTestPlace } from './test-place.js'
import { UsageError } from './usage-error.js'
import { writeFiles } from './write-files.js'

/**
 * Does what the command line says.
 *
 * @returns the exit code: 1 after a failure, 2 for an invalid command line, 130 where the answer is Ctrl-C
 */
export async function create(args: readonly string[]): Promise<number> {
  try {
    const input = readArguments(args)
    if (input.help || input.version) {
      console.log(input.help ? usage : readVersion())
      return 0
    }
    intro('Mirakuru')
    const answers = await ask(input, { input: process.stdin, output: process.stdout })
    if (answers !== undefined) return build(answers) ? 0 : 1
    return giveUp()
  } catch (error) {
    if (error instanceof Interruption) return giveUp()
    if (!(error instanceof UsageError)) throw error
    console.error(`create-mirakuru: ${error.message}\n\n${usage}`)
    return 2
  }
}

function giveUp(): number {
  cancel('Nothing was written')
  return 130
}

/** Writes the files and adds the packages; says whether all of that was possible. */
function build({ project, ...choices }: Answers): boolean {
  const manager = findPackageManager(process.env['npm_config_user_agent'])
  const place = findTestPlace(project, findRunner(choices.runner), manager)
  const plan = planProject(project, { ...choices, manager, place }, readVersion())
  reportFiles(plan, writeFiles(project.folder, plan.files))
  const areAdded = addPackages(manager, plan.packages, project.folder)
  reportServers(choices.services)
  outro(`Next: ${describeNext(project, plan, manager, areAdded ? [] : plan.packages)}`)
  return areAdded
}

function readVersion(): string {
  const manifest = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  return (JSON.parse(manifest) as { readonly version: string }).version
}
