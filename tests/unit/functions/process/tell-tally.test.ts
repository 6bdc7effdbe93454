import { describe, expect, it } from 'vitest'
import { tallyTeller } from '#functions/process/tell-tally'
import { START_MS } from '#tests/support/builders'
import { fakeIntakeLedger } from '#tests/support/fake-intake-ledger'
import { recorder } from '#tests/support/recorder'

const tally = { account: 'shop', day: '2026-09-14', counts: { received: 2 }, reasons: {}, lags: {} }
const never = () => new Promise<void>(() => undefined)

describe('telling the ledger what a batch counted', () => {
  it('adds each day once', async () => {
    const { ledger } = fakeIntakeLedger(START_MS)
    const { log, count, counts } = recorder()
    await tallyTeller({ add: ledger.add, wait: never, count, log })([tally, { ...tally, account: 'outlet' }])
    const [day] = await ledger.days('shop', { fromDay: '2026-09-14', toDay: '2026-09-14' })
    expect(day?.counts.received).toBe(2)
    expect(counts).toEqual({})
  })

  it('fails nobody when a day cannot be written, and says so', async () => {
    const { log, count, counts, lines } = recorder()
    const add = () => Promise.reject(new Error('down'))
    await tallyTeller({ add, wait: never, count, log })([tally, tally])
    expect(counts).toEqual({ TalliesFailed: 2 })
    expect(lines[0]).toMatchObject({ code: 'intake_not_counted', fields: { account: 'shop', day: '2026-09-14' } })
  })

  it('holds no message back for a table that hangs', async () => {
    const { log, count, counts } = recorder()
    const waited: number[] = []
    const wait = async (ms: number) => void waited.push(ms)
    await tallyTeller({ add: never, wait, count, log })([tally])
    expect(waited).toEqual([1_000])
    expect(counts).toEqual({ TalliesFailed: 1 })
  })
})
