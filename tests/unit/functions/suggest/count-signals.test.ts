import { describe, expect, it } from 'vitest'
import { signalDay } from '#domain/signal-completeness'
import { countSignals } from '#functions/suggest/count-signals'
import { recorder } from '#tests/support/recorder'

const NOW_MS = Date.UTC(2026, 4, 4, 0, 30)

async function counted(...days: (readonly [day: string, ended: number, recorded: number])[]) {
  const { count, counts, log, codes } = recorder()
  const asked: object[] = []
  await countSignals('shop', {
    signalDays: async (_account, span) => {
      asked.push(span)
      return days.map(([day, ended, recorded]) => signalDay(day, { ended, recorded }))
    },
    now: () => NOW_MS,
    count,
    log,
  })
  return { counts, codes: codes(), asked }
}

describe('counting signals', () => {
  it('looks at yesterday and today', async () => {
    expect((await counted()).asked).toEqual([{ from: '2026-05-03', to: '2026-05-04' }])
  })

  it('says nothing where every end has its signal, or none has ended', async () => {
    expect(await counted(['2026-05-03', 4, 4], ['2026-05-04', 2, 2])).toMatchObject({
      counts: { SignalsExpected: 6 },
      codes: [],
    })
    expect((await counted()).codes).toEqual([])
  })

  it('counts what is missing of each day: what is more on one fills no gap of another', async () => {
    expect(await counted(['2026-05-03', 4, 1], ['2026-05-04', 2, 5])).toMatchObject({
      counts: { SignalsExpected: 6, SignalsMissing: 3 },
      codes: ['signals_missing'],
    })
  })
})
