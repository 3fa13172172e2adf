import type { PackageManager } from './package-manager.js'
import { apiServer, listFactories } from './runners/blocks.js'
import { findRunner, type RunnerName } from './runners/index.js'
import type { Runner, SourceFile } from './runners/runner.js'
import type { Project } from './project.js'
import { findService, type ServiceName } from './services.js'
import type { TestPlace } from './test-place.js'

/** What is to be done in a project. */
export interface Plan {
  readonly files: readonly SourceFile[]
  /** The packages that it does not have, as package managers take them. */
  readonly packages: readonly string[]
  /** The configuration of the runner that was there before, and stays as it is. */
  readonly configuration: string | undefined
  /** The command that runs the test. */
  readonly command: string
  /** Whether that is a command of a package. */
  readonly isOfPackage: boolean
}

/** What has been chosen. */
export interface Choices {
  readonly runner: RunnerName
  readonly services: readonly ServiceName[]
  readonly manager: PackageManager
  /** Where a test can be added to those that the project has. */
  readonly place?: TestPlace | undefined
}

/**
 * Plans what a project lacks.
 *
 * @param version - that of this package, which all of ours have
 */
export function planProject(project: Project, choices: Choices, version: string): Plan {
  const { services, manager, place } = choices
  const runner = findRunner(choices.runner)
  const module = project.module ?? runner.module
  const configuration = project.findConfiguration(runner)
  const isConfigured = configuration === undefined && (project.isNew || runner.needsScript !== true)
  const test = runner.writeTest(services, { isConfigured, module, example: place?.example })
  const path = place?.path ?? placeTest(project, test.path, configuration)
  const testFile = { ...test, path }
  const files = [
    ...(project.isNew ? [writeManifest(project, runner), ...(manager.files ?? [])] : []),
    ...(isConfigured ? [runner.configure(services, module)] : []),
    testFile,
    ...(services.includes('api') ? [apiServer] : []),
  ]
  const packages = [
    ...runner.listPackages(process.versions.node),
    ...(listFactories(services).length > 0 ? ['@mirakuru/services'] : []),
    ...services.flatMap((name) => findService(name).packages ?? []),
  ]
  return {
    files,
    packages: packages
      .filter((each) => !project.has(each.replace(/(?<=.)@.*/, '')))
      .map((each) => (each.startsWith('@mirakuru/') ? `${each}@^${version}` : each)),
    configuration,
    command: runner.command({ isConfigured, file: testFile.path }),
    isOfPackage: runner.package !== undefined,
  }
}

function writeManifest({ name }: Project, runner: Runner): SourceFile {
  const manifest = {
    name,
    private: true,
    type: runner.module === 'esm' ? 'module' : 'commonjs',
    scripts: { test: runner.command({ isConfigured: true }) },
  }
  return { path: 'package.json', text: `${JSON.stringify(manifest, undefined, 2)}\n` }
}

/** Where a runner looks for tests that says so itself. */
function placeTest(project: Project, path: string, configuration: string | undefined): string {
  const folder = configuration === undefined ? undefined : project.findTestFolder(configuration)
  return folder === undefined ? path : path.replace(/^[^/]+/, folder)
}
