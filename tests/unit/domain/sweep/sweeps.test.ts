import { describe, expect, it } from 'vitest'
import { beginning } from '#domain/sweep/checkpoint'
import { compareRatings, compareRows, missingIds, suspects } from '#domain/sweep/compare-rows'
import { CALM_MS, HISTORY_MS, ROUND_EVERY_MS, SILENT_MS, STEP_MS, withDue } from '#domain/sweep/due-sweeps'
import { progressOf } from '#domain/sweep/progress'
import type { SweepAnswer, SweepRow } from '#domain/sweep/sweep-readings'
import { aSnapshot, START_MS } from '#tests/support/builders'
import { assertProperty, fc } from '#tests/support/property'
import { SweepBook } from '#tests/support/sweep-book'

const SHOP = 'shop'
const aRow = (changes: Partial<SweepRow> = {}): SweepRow => ({
  conversationId: 1,
  updatedAtUs: START_MS * 1000,
  status: 'open',
  lastActivityAtMs: START_MS,
  lastMessageId: 7,
  messagesChangedAtMs: 0,
  ...changes,
})
const aBook = (rows: number): SweepBook => {
  const book = new SweepBook(beginning(SHOP, START_MS), START_MS)
  for (let id = 1; id <= rows; id++) book.rows.push(aRow({ conversationId: id }))
  return book
}
const answerAll = (book: SweepBook): void => {
  for (let open = book.open(); open.length > 0; open = book.open()) for (const id of open) book.answer(id)
}
const stamps = (requestId: string) => ({ account: SHOP, requestId, readAtMs: START_MS, correlationId: requestId })

describe('which sweeps are due', () => {
  it('an account that is met for the first time is compared at once, and its history read beside it', () => {
    const { checkpoint, asked } = withDue(beginning(SHOP, START_MS), { nowMs: START_MS, silent: false })
    expect(asked).toEqual(['changes', 'long'])
    expect(checkpoint.long).toMatchObject({ kind: 'history', sinceMs: START_MS - HISTORY_MS })
  })

  it('every five minutes, every minute while webhooks are silent or tell less than there is', () => {
    const book = aBook(0)
    book.ask()
    answerAll(book)
    const isBegunAfter = (ms: number, silent: boolean, news: number): boolean => {
      const { asked } = withDue({ ...book.checkpoint, news }, { nowMs: START_MS + ms, silent })
      return asked.includes('changes')
    }
    expect(isBegunAfter(SILENT_MS, false, 0)).toBe(false)
    expect(isBegunAfter(CALM_MS - SILENT_MS, false, 0)).toBe(false)
    expect(isBegunAfter(CALM_MS, false, 0)).toBe(true)
    expect(isBegunAfter(SILENT_MS, true, 0)).toBe(true)
    expect(isBegunAfter(SILENT_MS, false, 3)).toBe(true)
  })

  it('after hours of silence what changed is asked for by pages, for it would be too much for one answer', () => {
    const book = aBook(0)
    book.ask()
    answerAll(book)
    const { checkpoint } = withDue(book.checkpoint, { nowMs: START_MS + 7_200_000, silent: false })
    expect(checkpoint.changes?.step.ask).toMatchObject({ what: 'pages', order: 'activity', page: 1 })
    expect(checkpoint.changes?.sinceMs).toBeLessThan(START_MS)
  })

  it('a round over all conversations comes after the history, and once a day', () => {
    const book = aBook(3)
    book.ask()
    answerAll(book)
    expect(book.checkpoint.historyAtMs).toBe(START_MS)
    book.ask()
    expect(book.checkpoint.long?.kind).toBe('round')
    answerAll(book)
    book.nowMs += ROUND_EVERY_MS - 60_000
    book.ask()
    expect(book.checkpoint.long).toBeUndefined()
    book.nowMs += 60_000
    book.ask()
    expect(book.checkpoint.long?.kind).toBe('round')
  })

  it('a step that nobody answers is asked again under another name, ever more rarely', () => {
    const book = aBook(0)
    book.ask()
    const [first] = book.open()
    const waits: number[] = []
    let lastMs = START_MS
    for (let minute = 0; minute < 60; minute++) {
      book.nowMs += 60_000
      const before = book.asked.length
      book.ask()
      if (book.asked.length === before) continue
      waits.push(book.nowMs - lastMs)
      lastMs = book.nowMs
    }
    expect(waits[0]).toBe(STEP_MS)
    expect(waits.length).toBeLessThan(10)
    expect(new Set(book.asked).size).toBe(book.asked.length)
    book.answer(first ?? '')
    expect(book.open()).not.toContain(first)
  })
})

describe('a long sweep', () => {
  it('goes through three thousand conversations page by page, and reads each once', () => {
    const book = aBook(3_000)
    book.ask()
    let steps = 0
    for (let open = book.open(); open.length > 0; open = book.open()) {
      expect(open.length).toBeLessThan(40)
      for (const id of open) book.answer(id)
      steps += 1
    }
    expect(book.known.size).toBe(3_000)
    expect(book.checkpoint.done.history).toMatchObject({ listed: 3_000, wanted: 3_000, read: 3_000, repeated: 0 })
    expect(steps).toBeGreaterThan(30)
  })

  it('ends with all of them read, whatever answers are lost, come twice or say that it did not work', () => {
    const trouble = fc.constantFrom('answer', 'answer', 'answer', 'lose', 'twice', 'fail')
    assertProperty(
      fc.property(fc.array(trouble, { maxLength: 120 }), fc.integer({ min: 0, max: 400 }), (troubles, rows) => {
        const book = aBook(rows)
        book.ask()
        for (const one of troubles) {
          const [requestId] = book.open()
          if (requestId === undefined) break
          if (one === 'lose') {
            book.nowMs += STEP_MS * 20
            book.ask()
          } else if (one === 'fail') {
            book.take({ ...stamps(requestId), kind: 'sweep_failed', code: 'rate_limited', how: 'passing' })
            book.nowMs += STEP_MS
            book.ask()
          } else {
            book.answer(requestId)
            if (one === 'twice') book.answer(requestId)
          }
        }
        answerAll(book)
        expect(book.known.size).toBe(rows)
        expect(book.checkpoint.changes).toBeUndefined()
        expect(book.checkpoint.long).toBeUndefined()
      }),
    )
  })

  it('tells how far it is, and how long it will take', () => {
    const book = aBook(400)
    book.ask()
    const history = () => book.checkpoint.long
    expect(history() && progressOf(history() as never, START_MS)).toEqual({ percent: null, leftMs: null })
    const [, list = ''] = book.open()
    book.answer(list)
    const sweep = history()
    expect(sweep && progressOf(sweep, START_MS + 10_000)).toEqual({ percent: 25, leftMs: 30_000 })
  })
})

describe('what an answer that is none makes of a sweep', () => {
  const failing = (code: string, how: 'passing' | 'denied' | 'refused') => {
    const book = aBook(3)
    book.ask()
    const [changes = ''] = book.open()
    const answer: SweepAnswer = { ...stamps(changes), kind: 'sweep_failed', code, how }
    book.take(answer)
    return book.checkpoint.changes
  }

  it('an answer that is too large or too slow is asked for by pages', () => {
    for (const code of ['answer_too_large', 'timed_out'])
      expect(failing(code, 'passing')?.step.ask).toMatchObject({ what: 'pages', order: 'activity' })
  })

  it('others are asked for again a while later, and after ten minutes where a person has to see to it', () => {
    expect(failing('rate_limited', 'passing')?.step.againAtMs).toBe(START_MS + 30_000)
    expect(failing('token_refused', 'denied')?.step.againAtMs).toBe(START_MS + 600_000)
  })
})

describe('which conversations are read', () => {
  const readTo = { updatedAtUs: START_MS * 1000, messageId: 88, atMs: START_MS }
  const compare = (row: SweepRow, state?: Parameters<typeof suspects>[1] extends (id: number) => infer S ? S : never) =>
    compareRows([row], { stateOf: () => state, keptSinceMs: START_MS - 1000, settledMs: START_MS + 1000 })

  it('those never read, and those that have changed since, from the message up to which they were read', () => {
    expect(compare(aRow()).wanted).toEqual([{ conversationId: 1, afterMessageId: 0 }])
    expect(compare(aRow(), { readTo }).wanted).toEqual([])
    const later = aRow({ updatedAtUs: readTo.updatedAtUs + 1 })
    expect(compare(later, { readTo }).wanted).toEqual([{ conversationId: 1, afterMessageId: 88 }])
  })

  it('the newest messages again where one was changed and the row does not tell', () => {
    const edited = aRow({ messagesChangedAtMs: START_MS + 1 })
    expect(compare(edited, { readTo }).wanted).toEqual([{ conversationId: 1, afterMessageId: 88, newestToo: true }])
  })

  it('none that was resolved before what is kept, unless it is kept', () => {
    const old = aRow({ status: 'resolved', lastActivityAtMs: START_MS - 5000 })
    expect(compare(old).wanted).toEqual([])
    expect(compare({ ...old, status: 'open' }).wanted).toHaveLength(1)
  })

  it('one that was taken for deleted, and is listed', () => {
    const snapshot = aSnapshot({ updatedAtUs: START_MS * 1000 })
    expect(compare(aRow(), { snapshot, readTo, deleted: { atMs: START_MS + 5 } }).wanted).toHaveLength(1)
  })

  it('news is what a webhook should have told by now', () => {
    const snapshot = aSnapshot({ updatedAtUs: START_MS * 1000 - 5_000_000, status: 'open' })
    const known = { snapshot, lastInbound: { id: 7, atMs: START_MS, senderId: 1 } }
    expect(compare(aRow(), known).news).toBe(0)
    expect(compare(aRow({ status: 'snoozed' }), known).news).toBe(1)
    expect(compare(aRow({ lastMessageId: 8 }), known).news).toBe(1)
    expect(compare(aRow({ lastMessageId: 8, updatedAtUs: (START_MS + 2000) * 1000 }), known).news).toBe(0)
  })

  it('those missing between the others, if they are known and not known to be gone', () => {
    const rows = [aRow({ conversationId: 12 }), aRow({ conversationId: 15 })]
    expect(missingIds(rows, { afterId: 10, isLast: false })).toEqual([11, 13, 14])
    expect(missingIds(rows, { afterId: 10, isLast: true })).toHaveLength(53)
    expect(missingIds([aRow({ conversationId: 90_000 })], { afterId: 10, isLast: false })).toEqual([])
    const states = new Map([
      [11, { snapshot: aSnapshot() }],
      [13, { snapshot: aSnapshot(), deleted: { atMs: START_MS * 2 } }],
    ])
    expect(suspects([11, 13, 14], (id) => states.get(id))).toEqual([{ conversationId: 11, afterMessageId: 0 }])
  })

  it('those whose rating is another one than is known', () => {
    const listed = { conversationId: 1, messageId: 88, rating: 4, ratedAtMs: START_MS }
    const wanted = (rating?: number, messageId = 88) =>
      compareRatings([listed], {
        readAtMs: START_MS + 9,
        stateOf: () => ({
          readTo,
          ...(rating === undefined ? {} : { csat: { messageId, rating, updatedAtUs: 1, hasFeedback: false } }),
        }),
      })
    expect(wanted(4)).toEqual([])
    expect(wanted()).toEqual([{ conversationId: 1, afterMessageId: 87, ratedAtMs: START_MS }])
    expect(wanted(1)).toEqual([{ conversationId: 1, afterMessageId: 87, ratedAtMs: START_MS + 9 }])
    expect(wanted(1, 99)).toEqual([])
  })
})
