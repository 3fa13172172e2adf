import situations from '../programs/situations.cjs'

/** All situations as one text: the title of each, and what a runner prints for it. */
export function describeSituations(heading: string, texts: ReadonlyMap<string, string>): string {
  const sections = [...texts].map(([title, text]) => `## ${title}\n\n${maskVolatile(text)}\n`)
  return [`${heading}\n`, ...sections.toSorted()].join('\n\n')
}

const sharedHeading = `What every adapter reports of the situations in which a test has no process: the contract that all of them are
tested with. Titles, causes and limits are written here as no runner writes them. To renew it, in each adapter:
vitest run test/situations.test.ts -u`

/** Groups of which every adapter reports each situation that another one brings about, see programs/situations.cjs. */
const shared = Object.entries(situations.describeSituations(0)).flatMap(([group, declarations]) =>
  Object.keys(declarations).map((title) => `${group} > ${title}`),
)
/** Those that no declaration brings about: each adapter does it with what its runner has. */
const broughtAbout = [
  'a block of which a process does not start',
  'a block that is invalid',
  'a crash > by a signal',
  'a crash > that the body does not notice',
  'a crash > while the body waits',
  'a crash > with exit code 0',
  'a crash between two tests > of which the second tells it',
  'a crash in a hook > afterEach',
  'a crash in a hook > beforeEach',
  'a crash in scope file > before the tests that follow',
  'a crash in scope file > in the test that runs',
  'a crash in scope run > before the tests that follow',
  'a crash in scope run > in the test that runs',
  'a declaration > with a misspelt value of another process',
  'a declaration > with a scope that outlives what it depends on',
  'a file that reads a handle too early',
  'a supervisor that is killed > before the tests that follow',
  'a supervisor that is killed > while a test runs',
]
const contract: ReadonlySet<string> = new Set([...shared, ...broughtAbout])

/** What is reported of situations, as two texts: in the words of the contract of all adapters, and what is the runner's. */
export function divideSituations(
  heading: string,
  texts: ReadonlyMap<string, string>,
): { readonly common: string; readonly own: string } {
  const common = [...toContract(texts)].filter(([title]) => contract.has(title))
  const own = [...texts].filter(([title]) => !contract.has(title.replaceAll(' › ', ' > ')))
  return {
    common: describeSituations(sharedHeading, new Map(common)),
    own: describeSituations(heading, new Map(own)),
  }
}

/** What a runner tells, in the words of the contract. */
export function toContract(texts: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...texts].map(([title, text]) => [
      title.replaceAll(' › ', ' > '),
      toCommonForm(maskVolatile(text)),
    ]),
  )
}

/** Without what differs from runner to runner: the names of tests and causes, and the time that the adapter's tests have. */
function toCommonForm(text: string): string {
  return text
    .replaceAll(/(during the test: .*)$/gm, (names) => names.replaceAll(' › ', ' > '))
    .replaceAll(/(Invalid processes) of .*(?=:$)/gm, '$1 of the configuration')
    .replaceAll(/\n\n(?:Caused by: Error: |\[cause\]: Error: |Cause:\n {4})/g, '\n\ncaused by: ')
    .replaceAll(/(within|<elapsed> of) [48] s(?!\w)/g, '$1 <limit>')
}

/** A process is ready a moment before it says so: whether that is heard before a test fails at once, nobody knows. */
const lateOutput =
  /\n+--- ".+" printed during this test \(all: .*\)\n {2}ready(?: on <port>)?(?=\n|$)/g

/** Replaces what differs from run to run; how many attempts there were, of which kind, depends on the machine. */
export function maskVolatile(text: string): string {
  const masks: [RegExp, string][] = [
    [
      /\/tmp\/(?:vitest-plugin-\w+\/\d|jest-environment-\w+|node-test-\w+|playwright-\w+\/installed)/g,
      '<root>',
    ],
    // A runner may have made a folder of that name in the project meanwhile, for its cache.
    [/: node_modules\/\.mirakuru/g, ': <root>/node_modules/.mirakuru'],
    [/<root>(?:\/projects\/\w+)?\/node_modules\/\.mirakuru/g, '<root>/node_modules/.mirakuru'],
    [/\/tmp\/mirakuru-\w+\/tmp-\w+/g, '<tmp>'],
    [/\/tmp\/mirakuru-run-[\w-]+/g, '<run>'],
    [/supervisor-\d+-\d+\/\d+-/g, '<run>/<n>-'],
    [/supervisor-\d+-\d+\.log/g, '<run>.log'],
    [/\bpid \d+/g, 'pid <pid>'],
    [/at \d\d:\d\d:\d\d\.\d{3} UTC/g, 'at <time> UTC'],
    [/after [\d.]+ m?s of/g, 'after <elapsed> of'],
    [/(127\.0\.0\.1|\[::1?\]):\d+/g, '$1:<port>'],
    [/(\.mjs|ready on) \d{4,}/g, '$1 <port>'],
    // A process that exits at once may be quicker than the first attempt.
    [
      /(Error: .* before .*\n(?: {2}needed by .*\n)* {2}after <elapsed> of 60 s); last attempt: .*/g,
      '$1',
    ],
    [/within [\d.]+ s(?=\n {2}the test that needs it)/g, 'within <the rest of its time>'],
    // A probe may be asked again.
    [/(?:\n +api was asked for \/)+(?=\n)/g, '\n  api was asked for /'],
    // Nobody knows whether a test has begun when the process is dead that was killed before it.
    [
      /("between" was killed.*\n) {2}(?:during the test: .*|before this test)\n/g,
      '$1  <during this test, or before it>\n',
    ],
    [/last \d\d lines/g, 'last <n> lines'],
    [/(?:\n +\u2060?at .*)+/g, '\n<calls>'],
    [/Node\.js v.*/g, 'Node.js <version>'],
    [/x{500}/g, '<500 x>'],
    // Jest gives a worker 500 ms to exit, which a busy machine may not.
    [/\n+A worker process has failed to exit gracefully.*/g, ''],
  ]
  const masked = masks.reduce(
    (rest, [pattern, mask]) => rest.replaceAll(pattern, mask),
    tellUsualAttempt(text),
  )
  return masked.replaceAll(lateOutput, '')
}

/** On a busy machine the last attempt may not get as far as most of those before it, and has no cause then. */
function tellUsualAttempt(text: string): string {
  return text
    .replaceAll(/; last attempt: .*\n *all attempts: (.*)/g, (_found, all: string) => {
      const attempts = all.split('; ').map((each) => {
        const [, reason = each, count = '1'] = /^(.*) ×(\d+)$/.exec(each) ?? []
        return { reason, count: Number(count) }
      })
      const connected = attempts.filter(({ reason }) => !reason.includes('ECONNREFUSED'))
      const usual = connected.toSorted((one, other) => other.count - one.count)[0] ?? attempts[0]
      return `; last attempt: ${usual?.reason}`
    })
    .replaceAll(
      /\n+(?:Caused by: Error: |\[cause\]: Error: |Cause:\s+)(?:socket hang up|write EPROTO .*\n?)/g,
      '',
    )
}
