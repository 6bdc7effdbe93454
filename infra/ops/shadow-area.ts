import type { ConversationEvent } from '#events/conversation-events'
import type { ArchivedWebhook } from '#messaging/archive'
import { sleep } from '#runtime/retry'
import { MOST_EVENTS } from './alive-conversations.ts'
import { accountsIn, windowIn } from './archive-options.ts'
import { openArchive, type Window, webhooksIn } from './archive-reader.ts'
import { type Answer, type Area, isSet, UsageFault, type Values } from './area.ts'
import { type Desk, openDesk } from './desk.ts'
import { openRehearsal } from './open-rehearsal.ts'
import { instantText } from './policy-words.ts'
import { progressOn } from './progress.ts'
import { type Shadowed, shadow, shadowLines } from './shadow.ts'

const USAGE = `  shadow --since TIME [--until TIME] [--account SLUG] [--follow]
                                           runs this checkout's process over archived webhooks without writing, and says
                                           where it decides otherwise than the deployed version did. Exit code 1 where it
                                           does. --follow: every minute what has come since, until Ctrl-C`

/** Webhooks before the window that an object's first facts may be of: two of one row at one instant, one each side. */
const LEAD_MS = 10 * 60_000
const ROUND_MS = 60_000
const LEDGER_PAGE = 200

/** A release tried on what has come, before it runs. */
export const shadowArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    follow: { type: 'boolean' },
  },
  takes: { '': ['account', 'since', 'until', 'follow'] },
  run: async (words, values) => {
    if (words.length > 0) throw new UsageFault(`unknown command: shadow ${words.join(' ')}`)
    const follows = isSet(values, 'follow')
    if (follows && values.given.until !== undefined) throw new UsageFault('give either --until or --follow')
    const round = await rounds(values)
    return follows ? follow(round) : answerOf(await round.run(round.window), round.window)
  },
}

type Rounds = {
  readonly window: Window
  readonly now: () => number
  readonly run: (window: Window) => Promise<Shadowed>
}

async function rounds(values: Values): Promise<Rounds> {
  const desk = await openDesk(values)
  const [archive, reads] = await Promise.all([openArchive(values), openRehearsal(values)])
  const accounts = await accountsIn(values, desk)
  const progress = progressOn(process.stderr)
  return {
    window: windowIn(values, desk.now()),
    now: desk.now,
    run: async (window) => {
      // Facts of the window may be told by webhooks before and after it.
      const wanted = { fromMs: window.fromMs - LEAD_MS, toMs: desk.now(), accounts }
      const webhooks: ArchivedWebhook[] = []
      for await (const webhook of webhooksIn(archive, wanted, () => undefined)) webhooks.push(webhook)
      const done = await shadow(webhooks, window, { reads, ledgerOf: ledgerOf(desk), show: progress.show })
      progress.end()
      return done
    },
  }
}

/** From its beginning; of one that is longer than anybody reads, the newest. */
const ledgerOf =
  ({ reads }: Desk) =>
  async (account: string, conversationId: number): Promise<readonly ConversationEvent[]> => {
    let events: readonly ConversationEvent[] = []
    let cursor: string | null = null
    do {
      const page = await reads.ledgerPage({ account, conversationId }, { cursor, limit: LEDGER_PAGE })
      if ('badCursor' in page) throw new Error('a cursor of our own was refused')
      events = [...page.events, ...events]
      cursor = page.olderCursor
    } while (cursor !== null && events.length < MOST_EVENTS)
    return events
  }

/** Again and again, each time what the archive has got meanwhile. */
async function follow({ window, now, run }: Rounds): Promise<Answer> {
  let stopped = false
  process.once('SIGINT', () => {
    stopped = true
  })
  let from = window.fromMs
  let last = await run({ fromMs: from, toMs: now() })
  const seen = new Map<string, number>()
  for (;;) {
    const toMs = now()
    console.error([`${instantText(from)} to ${instantText(toMs)}:`, ...shadowLines(last)].join('\n'))
    for (const { kind, count } of last.differences) seen.set(kind, (seen.get(kind) ?? 0) + count)
    if (stopped) break
    await sleep(ROUND_MS)
    if (stopped) break
    // What the archive gets is some minutes late: the span before is looked at once more.
    from = toMs - LEAD_MS
    last = await run({ fromMs: from, toMs: now() })
  }
  const kinds = [...seen].map(([kind, count]) => ({ kind, count }))
  const text = kinds.length === 0 ? 'No difference.' : kinds.map(({ kind, count }) => `${count}\t${kind}`).join('\n')
  return {
    text,
    json: { fromMs: window.fromMs, toMs: now(), differences: kinds },
    exitCode: kinds.length === 0 ? 0 : 1,
  }
}

function answerOf(done: Shadowed, window: Window): Answer {
  const text = [`${instantText(window.fromMs)} to ${instantText(window.toMs)}:`, ...shadowLines(done)].join('\n')
  // What could not be read is not known to be equal.
  return { text, json: { ...window, ...done }, exitCode: done.differences.length + done.faults.length === 0 ? 0 : 1 }
}
