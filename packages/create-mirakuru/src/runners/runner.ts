import type { ServiceName } from '../services.js'

/** What is written for a test runner. */
export interface Runner {
  /** For people who choose. */
  readonly label: string
  /** Its own package, by which a project is known to use it; `undefined` for that of Node. */
  readonly package?: string
  /** What `.js` files are in a new project. */
  readonly module: ModuleKind
  /** The package of ours, and its own where a project has none. */
  listPackages: (nodeVersion: string) => readonly string[]
  /** Names of files that configure it already, where one is there. */
  readonly configurations: RegExp
  /** The configuration that declares the services. */
  configure: (chosen: readonly ServiceName[], module: ModuleKind) => SourceFile
  /** A test of the services: of the configuration, or declared by the test itself. */
  writeTest: (chosen: readonly ServiceName[], options: TestOptions) => SourceFile
  /** The command that lists the files of tests, one a line. */
  readonly listTests?: readonly string[]
  /** How a test ends that is written beside another one, if not as that. */
  readonly findEnding?: (example: SourceFile, module: ModuleKind | undefined) => string | undefined
  /** Whether its configuration counts only for a script that names it, which an existing project has not. */
  readonly needsScript?: boolean
  /** The command that runs the tests, as a script of npm; `file` where it runs that one only. */
  command: (options: { readonly isConfigured: boolean; readonly file?: string }) => string
}

/** What `.js` files are in a project. */
export type ModuleKind = 'commonjs' | 'esm'

/** Where a test finds its services. */
export interface TestOptions {
  /** Whether the configuration declares them. */
  readonly isConfigured: boolean
  readonly module: ModuleKind
  /** A test that is written as the new one has to be. */
  readonly example?: SourceFile | undefined
}

/** A file to be written. */
export interface SourceFile {
  /** Relative to the folder of the project. */
  readonly path: string
  readonly text: string
}
