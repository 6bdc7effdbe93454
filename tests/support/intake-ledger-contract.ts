import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Finding, histogramOf } from '#domain/intake'
import type { IntakeLedger } from '#store/intake-ledger'
import { START_MS } from './builders.ts'

export type IntakeLedgerUnderTest = {
  readonly ledger: IntakeLedger
  /** The same ledger, `days` later. */
  readonly after: (days: number) => IntakeLedger
  close(): Promise<void>
}

export const aFinding = (conversationId: number, changes: Partial<Finding> = {}): Finding => ({
  ...{ conversationId, atMs: START_MS, updatedAtMs: START_MS - 60_000, what: ['message'], correlationId: 'c-1' },
  ...changes,
})

/** What every intake ledger promises. Each test has an account of its own. */
export function describeIntakeLedger(name: string, open: () => Promise<IntakeLedgerUnderTest>): void {
  describe(name, () => {
    let test: IntakeLedgerUnderTest
    let last = 0
    beforeAll(async () => {
      test = await open()
    })
    afterAll(() => test.close())
    const account = () => `account-${++last}`
    const ALL = { fromDay: '2026-01-01', toDay: '2026-12-31' }
    const always = { fromMs: 0, toMs: START_MS * 2, cursor: null, limit: 10 }
    const nothing = {
      ...{ received: 0, unsigned: 0, repeated: 0, ignored: 0, unknown: 0, deadLettered: 0, refused: 0, reconciled: 0 },
    }

    it('adds up the counts, the reasons and the lags of a day', async () => {
      const to = { account: account(), day: '2026-09-14' }
      const first = { lags: { delivery: histogramOf([900, 40]) }, reasons: { deadLettered: { unparseable: 1 } } }
      await test.ledger.add(to, { received: 3, deadLettered: 1 }, first)
      const second = { lags: { delivery: histogramOf([901]), applying: histogramOf([7]) } }
      await test.ledger.add(to, { received: 2, repeated: 1 }, second)
      expect(await test.ledger.days(to.account, ALL)).toEqual([
        {
          day: '2026-09-14',
          counts: { ...nothing, received: 5, repeated: 1, deadLettered: 1 },
          reasons: { deadLettered: { unparseable: 1 }, refused: {} },
          lags: { delivery: { 50: 1, 1000: 2 }, applying: { 50: 1 } },
          lastReceivedAtMs: null,
          lastRefusedAtMs: null,
        },
      ])
    })

    it('lists the days that are asked for, oldest first, and leaves out those of which nothing is known', async () => {
      const of = account()
      for (const day of ['2026-09-16', '2026-09-13', '2026-09-14'])
        await test.ledger.add({ account: of, day }, { reconciled: 1 })
      await test.ledger.add({ account: account(), day: '2026-09-14' }, { reconciled: 1 })
      const days = async (fromDay: string, toDay: string) =>
        (await test.ledger.days(of, { fromDay, toDay })).map(({ day }) => day)
      expect(await days('2026-09-14', '2026-09-16')).toEqual(['2026-09-14', '2026-09-16'])
      expect(await days('2026-09-16', '2026-09-14')).toEqual([])
      expect(await test.ledger.days(account(), ALL)).toEqual([])
    })

    it('knows the newest receipt, whichever batch tells it last', async () => {
      const to = { account: account(), day: '2026-09-14' }
      for (const lastReceivedAtMs of [5, 9, 7]) await test.ledger.add(to, { received: 1 }, { lastReceivedAtMs })
      const [day] = await test.ledger.days(to.account, ALL)
      expect(day).toMatchObject({ lastReceivedAtMs: 9, lastRefusedAtMs: null, counts: { received: 3 } })
      await test.ledger.add(to, { received: 1, refused: 1 }, { lastReceivedAtMs: 1, lastRefusedAtMs: 8 })
      const told = { lastReceivedAtMs: 9, lastRefusedAtMs: 8, counts: { received: 4 } }
      expect(await test.ledger.days(to.account, ALL)).toMatchObject([told])
    })

    it('writes nothing where there is nothing to add', async () => {
      const to = { account: account(), day: '2026-09-14' }
      await test.ledger.add(to, {})
      await test.ledger.add(to, { received: 0 }, { lags: { delivery: {} }, reasons: { refused: {} } })
      expect(await test.ledger.days(to.account, ALL)).toEqual([])
    })

    it('keeps a finding once, however often it is told', async () => {
      const of = account()
      await test.ledger.found(of, aFinding(7))
      await test.ledger.found(of, aFinding(7))
      expect(await test.ledger.findings(of, always)).toEqual({ findings: [aFinding(7)], nextCursor: null })
    })

    it('lists findings newest first, page by page, within the span', async () => {
      const of = account()
      for (const nth of [1, 2, 3, 4, 5]) await test.ledger.found(of, aFinding(nth, { atMs: START_MS + nth }))
      const seen: number[] = []
      let cursor: string | null = null
      do {
        const asked = { fromMs: START_MS + 2, toMs: START_MS + 5, cursor, limit: 3 }
        const page = await test.ledger.findings(of, asked)
        if ('badCursor' in page) throw new Error('Our own cursor was refused')
        seen.push(...page.findings.map(({ conversationId }) => conversationId))
        cursor = page.nextCursor
      } while (cursor !== null)
      expect(seen).toEqual([5, 4, 3, 2])
      expect(await test.ledger.findings(of, { ...always, fromMs: 2, toMs: 1 })).toMatchObject({ findings: [] })
    })

    it('refuses a cursor of another account or none at all', async () => {
      const [of, other] = [account(), account()]
      for (const nth of [1, 2]) await test.ledger.found(of, aFinding(nth))
      const page = await test.ledger.findings(of, { ...always, limit: 1 })
      const cursor = 'nextCursor' in page ? page.nextCursor : null
      expect(cursor).not.toBeNull()
      expect(await test.ledger.findings(other, { ...always, cursor })).toEqual({ badCursor: true })
      expect(await test.ledger.findings(of, { ...always, cursor: 'no cursor' })).toEqual({ badCursor: true })
    })

    it('forgets findings after a month and days after a year, swept away or not', async () => {
      const of = account()
      await test.ledger.found(of, aFinding(7))
      await test.ledger.add({ account: of, day: '2026-09-14' }, { received: 1 })
      expect(await test.after(29).findings(of, always)).toMatchObject({ findings: [aFinding(7)] })
      expect(await test.after(31).findings(of, always)).toMatchObject({ findings: [] })
      expect(await test.after(390).days(of, ALL)).toHaveLength(1)
      expect(await test.after(401).days(of, ALL)).toEqual([])
    })
  })
}
