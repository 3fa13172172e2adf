/** What the trials of one subject came to, in the words of a table. */
export function judge(trials, ways) {
  const ready = trials.flatMap((each) => each.ready ?? [])
  const failed = trials.find((each) => each.failed !== undefined)?.failed
  const left = trials.flatMap((each) =>
    each.left.length === 0 ? [] : [...new Set(each.left)].join(' '),
  )
  return {
    starts: failed === undefined ? range(ready) : `**FAILED**: ${failed}`,
    answers: trials.find((each) => each.answer !== undefined)?.answer ?? '',
    ends: ways.map((way) =>
      trials
        .filter(({ how }) => how === way)
        .map(describeEnd)
        .join(', '),
    ),
    left: left.length === 0 ? '' : `**${left.join('; ')}**`,
  }
}

/** The closing line. */
export function summarise(trials) {
  const count = (is) => trials.filter(is).length
  const errors = count(
    ({ failed, stopped }) => failed !== undefined || stopped?.error !== undefined,
  )
  const silent = count((each) => isForced(each) && !isTold(each))
  const told = count((each) => isForced(each) && isTold(each))
  const mute = count(({ isAnswered }) => isAnswered === false)
  const alive = count(({ left, gone }) => left.length > 0 || typeof gone === 'string')
  return `${trials.length} starts; errors ${errors}, silently forced ${silent}, forced with a word ${told}, ready without an answer ${mute}, left behind ${alive}${describeOrphans(trials)}`
}

/** How long what an owner had started outlived it. */
function describeOrphans(trials) {
  const killed = trials.filter(({ gone }) => gone !== undefined)
  if (killed.length === 0) return ''
  const gone = killed.map((each) => (typeof each.gone === 'number' ? each.gone : Infinity))
  const late = killed.map((each) => each.late)
  const later = (limit) => gone.filter((each) => each > limit).length
  return `; gone after kill -9 of the owner: ${describeTimes(gone)}, after its end: ${describeTimes(late)}; later than 3 s ${later(3_000)}, than 5 s ${later(5_000)}`
}

function describeTimes(times) {
  const sorted = times.toSorted((a, b) => a - b)
  return `median ${sorted[sorted.length >> 1]} ms, at most ${sorted.at(-1)} ms`
}

function describeEnd(trial) {
  if (trial.failed !== undefined) return '–'
  if (trial.gone !== undefined)
    return typeof trial.gone === 'number'
      ? `${trial.gone} ms (${trial.late} behind it)`
      : `**${trial.gone}**`
  if (trial.stopped === undefined) return '**no end**'
  const { took, error, end, forced } = trial.stopped
  const notes = [
    ...(forced ? ['**forced**'] : []),
    ...(error === undefined ? [] : [`**error** ${error}`]),
    ...(trial.said.trim() === ''
      ? []
      : [`said: ${trial.said.trim().replaceAll(/\s+/g, ' ').slice(0, 300)}`]),
  ]
  return [`${end} in ${took} ms`, ...notes].join(', ')
}

function isForced({ stopped }) {
  return stopped?.forced === true
}

function isTold({ said, stopped }) {
  return said.trim() !== '' || stopped.error !== undefined
}

function range(times) {
  if (times.length === 0) return ''
  const [low, high] = [Math.min(...times), Math.max(...times)]
  return low === high ? `${low} ms` : `${low}–${high} ms`
}
