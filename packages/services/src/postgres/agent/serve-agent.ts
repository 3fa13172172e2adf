import { createInterface } from 'node:readline'

/** Answers one request: its further words in, values out. */
export type Answer = (
  ...words: readonly string[]
) => Promise<Readonly<Record<string, string>> | undefined | void>

/**
 * Serves requests of standard input, `NUMBER JSON-ARRAY` a line, until it ends; they run side by side.
 *
 * @param answers - what answers a request, by its first word
 */
export async function serveAgent(answers: Readonly<Record<string, Answer>>): Promise<void> {
  process.stdout.write('ready\n')
  for await (const line of createInterface({ input: process.stdin })) void answer(line, answers)
}

async function answer(line: string, answers: Readonly<Record<string, Answer>>): Promise<void> {
  const [number, json] = line.split(/ (.*)/s)
  try {
    const [word = '', ...words] = JSON.parse(json ?? '') as string[]
    const values = await answers[word]?.(...words)
    process.stdout.write(
      `${number} ok${values === undefined ? '' : ` ${JSON.stringify(values)}`}\n`,
    )
  } catch (error) {
    process.stdout.write(`${number} error ${JSON.stringify((error as Error).message)}\n`)
  }
}
