/** `ops dlq redrive` and `drop`. */
import { randomUUID } from 'node:crypto'
import { isEveryLetter, type LetterFilter } from '#domain/dead-letter'
import type { DeadLetterQueue } from '#domain/dead-letter-queues'
import { canRehearse } from '#functions/redrive/rehearse'
import {
  type DryRun,
  drop,
  dryRun,
  type LetterBy,
  type Order,
  redrive,
  type Worked,
} from '#functions/redrive/work-on-letters'
import { EVERY_ACCOUNT } from '#store/keys'
import type { LetterRunEnd } from '#store/letter-runs'
import { type Answer, givenText, isSet, UsageFault, type Values, wantedText } from '../area.ts'
import { progressOn } from '../progress.ts'
import { countIn, filterIn, rateIn, stopAtInterrupt } from './letter-options.ts'
import { ageText, barText } from './letter-words.ts'
import { moveQueue } from './move-queue.ts'
import { type Letters, openLetters, queueIn } from './open-letters.ts'

const MOST_LETTERS = 1_000
const MOST_READ = 100_000
/** What AWS, the runner or a target refused. */
const REFUSED = 3
const REASON_CHARACTERS = 200

type Work = {
  readonly letters: Letters
  readonly queue: DeadLetterQueue
  readonly filter: LetterFilter
  readonly by: LetterBy
}

export async function redriveLetters(values: Values): Promise<Answer> {
  const isDry = isSet(values, 'dry-run')
  if (isDry === isSet(values, 'yes')) throw new UsageFault('give --dry-run to see what it would do, or --yes to do it')
  const perSecond = rateIn(values, 20)
  const most = countIn(values, 'max', MOST_LETTERS)
  const work = await workIn(values, null)
  const { queue, filter, letters } = work
  if (queue.sourceUrl === null) throw new UsageFault(`${queue.name}: ${queue.again}`)
  if (isDry) return dry(work, most)
  const isWhole = isEveryLetter(filter) && givenText(values, 'max') === undefined
  if (isWhole && queue.movable) return moveAll(work, perSecond)
  const worked = await watched('sent', (watching) =>
    redrive({ queue, filter, most, mostRead: MOST_READ, perSecond, ...watching }, work.by, letters),
  )
  return answerOf(worked, { work, done: 'sent again' })
}

export async function dropLetters(values: Values): Promise<Answer> {
  const why = wantedText(values, '--reason-text TEXT').trim()
  if (why === '' || why.length > REASON_CHARACTERS)
    throw new UsageFault(`--reason-text must have 1 to ${REASON_CHARACTERS} characters`)
  if (!isSet(values, 'yes')) throw new UsageFault('--yes is missing: what is dropped is gone for good')
  const most = countIn(values, 'max', MOST_LETTERS)
  const work = await workIn(values, why)
  const { queue, filter, letters } = work
  if (isEveryLetter(filter) && !isSet(values, 'all'))
    throw new UsageFault('say which: --reason, --account, --since, --until or --id; or --all')
  const worked = await watched('dropped', (watching) =>
    drop({ queue, filter, most, mostRead: MOST_READ, ...watching }, work.by, letters),
  )
  return answerOf(worked, { work, done: 'dropped' })
}

async function workIn(values: Values, reason: string | null): Promise<Work> {
  const letters = await openLetters(values)
  const atMs = letters.now()
  const filter = filterIn(values, atMs)
  const account = filter.account ?? EVERY_ACCOUNT
  const by: LetterBy = { id: randomUUID(), account, by: letters.by, via: 'ops', reason, atMs }
  return { letters, queue: queueIn(values, letters), filter, by }
}

type Watching = Required<Pick<Order, 'signal' | 'onProgress'>>

/** With a bar on the screen; Ctrl-C stops it between two letters. */
async function watched<Result>(what: string, work: (watching: Watching) => Promise<Result>): Promise<Result> {
  const progress = progressOn(process.stderr)
  const stop = stopAtInterrupt()
  const onProgress: Watching['onProgress'] = (step, done, of) =>
    progress.show(barText(step === 'read' ? 'read' : what, done, of))
  try {
    return await work({ signal: stop.signal, onProgress })
  } finally {
    progress.end()
    stop.end()
  }
}

async function dry({ queue, filter, letters }: Work, most: number): Promise<Answer> {
  if (!canRehearse(queue.name)) throw new UsageFault(`there is no dry run of ${queue.name}`)
  const run = await watched('rehearsed', (watching) =>
    dryRun({ queue, filter, most, mostRead: MOST_READ, ...watching }, letters),
  )
  const lines = run.letters.map(({ letter, effect, code, does }) =>
    [
      letter.id,
      effect + (code === null ? '' : ` (${code})`),
      `${letter.account ?? '-'}/${letter.conversationId ?? '-'}`,
      ageText(letters.now() - letter.atMs),
      does.join('; '),
    ].join('\t'),
  )
  return {
    text: [...lines, summaryOf(run)].join('\n'),
    json: {
      ...{ queue: queue.name, dryRun: true, left: run.left, complete: run.complete },
      letters: run.letters.map(({ letter, ...rehearsed }) => {
        const { reason, account, conversationId, atMs } = letter
        return { ...rehearsed, reason, account, conversationId, atMs }
      }),
    },
  }
}

function summaryOf({ letters, left, complete }: DryRun): string {
  const counts = new Map<string, number>()
  for (const { effect } of letters) counts.set(effect, (counts.get(effect) ?? 0) + 1)
  const told = [...counts].map(([effect, count]) => `${effect} ${count}`).join(', ')
  const beyond = left > 0 ? ` ${left} more are meant: --max looks at them.` : ''
  return `${letters.length} letters: ${told || 'none'}.${beyond}${complete ? '' : ' Not all of the queue was read.'}`
}

async function moveAll({ letters, queue, filter, by }: Work, perSecond: number): Promise<Answer> {
  const run = { ...by, queue: queue.name, what: 'redrive', filter } as const
  await letters.runs.begin(run)
  const moved = await watched('moved', ({ signal, onProgress }) =>
    moveQueue(
      queue,
      { perSecond, signal: signal as AbortSignal, onProgress: (done, of) => onProgress('done', done, of) },
      letters,
    ),
  ).catch((error: unknown) => ({ state: 'failed' as const, letters: 0, left: 0, fault: nameOf(error), error }))
  const { state, left, fault } = moved
  const end = { state, letters: moved.letters, left, fault, endedAtMs: letters.now() }
  await letters.runs.end(run, end)
  if ('error' in moved) throw moved.error
  return answerOf(
    { ...end, run: by.id, complete: true, error: undefined },
    { work: { letters, queue, filter, by }, done: 'moved back by SQS' },
  )
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : typeof error)

type Told = { readonly work: Work; readonly done: string }

function answerOf({ error, ...worked }: Worked, { work: { queue, by }, done }: Told): Answer {
  const { state, letters, left, complete } = worked
  const rest = left > 0 ? ` ${left} are left.` : ''
  const unread = complete ? '' : ' Not all of the queue was read: run it again.'
  const how = ENDINGS[state](error)
  return {
    text: `${letters} of ${queue.name} ${done}${how}.${rest}${unread} Kept account of as ${by.id}.`,
    json: { queue: queue.name, ...worked },
    exitCode: state === 'done' ? 0 : REFUSED,
  }
}

const ENDINGS: Readonly<Record<LetterRunEnd['state'], (error: unknown) => string>> = {
  done: () => '',
  stopped: () => ', then it was stopped',
  failed: (error) => `, then it failed: ${error instanceof Error ? error.message : 'see the task in SQS'}`,
}
