/** `ops dlq list`, `show` and `history`: looking changes nothing. */
import { isMeant, tallyOf } from '#domain/dead-letter'
import type { DeadLetterQueue } from '#domain/dead-letter-queues'
import { withLetters } from '#messaging/take-letters'
import { EVERY_ACCOUNT } from '#store/keys'
import type { StoredLetterRun } from '#store/letter-runs'
import { type Answer, givenText, isSet, type Values } from '../area.ts'
import { instantText } from '../policy-words.ts'
import { progressOn } from '../progress.ts'
import { countIn, filterIn, stopAtInterrupt } from './letter-options.ts'
import { ageText, barText, filterText, letterLines, reasonsText } from './letter-words.ts'
import { type Letters, openLetters, queueIn } from './open-letters.ts'

/** Of one queue; SQS gives out at most 120,000 at a time. */
const MOST_READ = 100_000

export async function listLetters(values: Values): Promise<Answer> {
  const letters = await openLetters(values)
  const queues = givenText(values, 'queue') === undefined ? letters.queues : [queueIn(values, letters)]
  const found = []
  for (const queue of queues) found.push({ queue, ...(await look(queue, letters)) })
  const lines = found.map(({ queue, tally, more }) => {
    const age = tally.oldestAtMs === null ? '-' : ageText(letters.now() - tally.oldestAtMs)
    const count = more > 0 ? `${tally.letters} (about ${more} more)` : String(tally.letters)
    return [queue.name.padEnd(12), count.padStart(6), age.padEnd(14), reasonsText(tally) || '-'].join('  ')
  })
  const head = ['QUEUE'.padEnd(12), 'COUNT'.padStart(6), 'OLDEST'.padEnd(14), 'REASONS'].join('  ')
  return {
    text: [head, ...lines].join('\n'),
    json: found.map(({ queue: { name, holds, again, fifo, sourceUrl }, tally, more }) => ({
      ...{ queue: name, holds, again, fifo, canRedrive: sourceUrl !== null },
      ...tally,
      more,
    })),
  }
}

async function look(queue: DeadLetterQueue, { client, now }: Letters) {
  const progress = progressOn(process.stderr)
  const stop = stopAtInterrupt()
  try {
    return await withLetters(
      { client, queueUrl: queue.url, now },
      {
        most: MOST_READ,
        mostBytes: Number.POSITIVE_INFINITY,
        signal: stop.signal,
        onRead: (read, of) => progress.show(barText(queue.name, read, of)),
      },
      async ({ letters, lying }) => ({ tally: tallyOf(letters), more: Math.max(0, lying - letters.length) }),
    )
  } finally {
    progress.end()
    stop.end()
  }
}

const MOST_SHOWN = 20
const MOST_BYTES = 64 * 1024 * 1024

export async function showLetters(values: Values): Promise<Answer> {
  const letters = await openLetters(values)
  const { client, now } = letters
  const queue = queueIn(values, letters)
  const filter = filterIn(values, now())
  const limit = countIn(values, 'limit', MOST_SHOWN)
  const withBody = isSet(values, 'body')
  const options = {
    most: MOST_READ,
    mostBytes: MOST_BYTES,
    whole: (letter: Parameters<typeof isMeant>[0]) => isMeant(letter, filter),
  }
  return withLetters({ client, queueUrl: queue.url, now }, options, async ({ taken, complete }) => {
    const shown = taken.slice(0, limit)
    const blocks = shown.map(({ letter, message }) =>
      [...letterLines(letter, now()), ...(withBody ? ['', message.Body ?? ''] : [])].join('\n'),
    )
    const more = taken.length - shown.length
    const rest = more > 0 ? [`${more} more: --limit shows them.`] : []
    return {
      text: [...blocks, ...rest, ...(complete ? [] : ['Not all of the queue was read.'])].join('\n\n') || 'None.',
      json: {
        ...{ queue: queue.name, complete, more },
        letters: shown.map(({ letter, message }) => ({ ...letter, ...(withBody ? { body: message.Body } : {}) })),
      },
    }
  })
}

const MOST_RUNS = 20

export async function letterHistory(values: Values): Promise<Answer> {
  const letters = await openLetters(values)
  const limit = countIn(values, 'limit', MOST_RUNS)
  const named = givenText(values, 'account')
  const accounts = named === undefined ? [EVERY_ACCOUNT, ...(await letters.accounts())] : [named]
  const lists = await Promise.all(accounts.map((account) => letters.runs.list(account, limit)))
  const runs = lists
    .flat()
    .sort((a, b) => b.atMs - a.atMs)
    .slice(0, limit)
  const id = givenText(values, 'id')
  if (id === undefined) return { text: runs.map(runText).join('\n') || 'None.', json: runs }
  const run = runs.find((one) => one.id === id)
  const dropped = run === undefined ? [] : await letters.runs.droppedIn(run)
  const lines = dropped.map((one) =>
    [one.id, one.reason, one.account ?? '-', one.conversationId ?? '-', instantText(one.atMs)].join('\t'),
  )
  return { text: [run === undefined ? 'None.' : runText(run), ...lines].join('\n'), json: { run, dropped } }
}

const runText = ({ id, atMs, by, via, what, queue, filter, end, reason, account }: StoredLetterRun): string =>
  [
    instantText(atMs),
    id,
    `${what} ${queue}`,
    filterText(filter),
    account === EVERY_ACCOUNT ? 'any account' : account,
    end === null ? 'begun, and never ended' : `${end.state}: ${end.letters}, ${end.left} left`,
    `by ${by} (${via})`,
    ...(reason === null ? [] : [reason]),
  ].join('\t')
