import { AlreadyRunningError, describeFailure, ExecutorError } from '../errors/index.js'
import type { ResolvedOptions } from '../lifecycle/index.js'
import { explainLine } from './container.js'
import type { Engine } from './engine.js'
import { explainImage } from './explain-image.js'

interface Explanation {
  readonly pattern: RegExp
  /** What the user can do. */
  readonly advise: (image: string, engine: Engine) => string
}

/** What engines print when they refuse, and what to do; docker 20 to 28, podman 4. */
const explanations: readonly Explanation[] = [
  {
    pattern:
      /permission denied.*(?:docker API|daemon socket|connect to the docker)|dial unix.*permission denied/i,
    advise: () =>
      'this user may not use the socket of the engine: add the user to its group (usermod -aG docker …, then log in again), or use rootless docker or podman',
  },
  {
    pattern:
      /cannot connect to the docker daemon|is the docker daemon running|connection refused|unable to connect to podman|error during connect|no such file or directory.*\.sock/i,
    advise: (_image, { environment }) =>
      environment['DOCKER_HOST'] === undefined
        ? 'start the daemon (systemctl start docker, or Docker Desktop), or set DOCKER_HOST or "engine"'
        : `start the engine at DOCKER_HOST (${environment['DOCKER_HOST']}), or unset the variable`,
  },
  {
    pattern:
      /no such image|unable to find image|image not known|manifest unknown|pull access denied|repository does not exist|failed to resolve reference|initializing source/i,
    advise: (image, { name }) =>
      `is the name of the image right, and can this machine reach its registry? try ${name} pull ${image}`,
  },
  {
    pattern: /no space left on device|disk quota exceeded/i,
    advise: (_image, { name }) => `make room: ${name} system prune`,
  },
  {
    pattern: /name .* is already in use/i,
    advise: () => 'leave "--name" out of "runArgs": every container gets a name of its own',
  },
  {
    pattern: /executable file not found|no such file or directory.*exec|exec format error/i,
    advise: () => 'check "args", "entrypoint" and "platform"',
  },
]

/** The error for a container that the engine did not start. */
export function explainEngineFailure(
  { name, command, cwd, outputFile, container, port }: ResolvedOptions,
  engine: Engine,
  output: string,
): ExecutorError {
  const reason = explainLine(output) || `${engine.name} did not say why`
  const image = container?.image ?? ''
  const isTaken = /port is already allocated|address already in use/i.test(output)
  const found = explanations.find(({ pattern }) => pattern.test(output))
  const advice = found === undefined ? [] : [found.advise(image, engine)]
  const facts = [...advice, ...explainImage(container)].map((hint) => `hint: ${hint}`)
  const headline = `Cannot start "${name}": ${engine.name} refused: ${reason}`
  const message = describeFailure({
    headline,
    facts,
    command,
    cwd,
    log: output,
    logFile: outputFile,
  })
  // Then the start is repeated with another port.
  return isTaken
    ? new AlreadyRunningError(message, { target: String(port), holder: undefined })
    : new ExecutorError(message)
}
