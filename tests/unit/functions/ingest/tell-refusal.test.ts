import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type RefusalDeps, refusalTeller } from '#functions/ingest/tell-refusal'
import { recorder } from '#tests/support/recorder'
import { throughTime } from '#tests/support/through-time'

const NOW_MS = 1_789_376_401_000
beforeEach(() => void vi.useFakeTimers({ now: NOW_MS, toFake: ['setTimeout', 'clearTimeout', 'Date'] }))
afterEach(() => void vi.useRealTimers())

function aTeller(changes: Partial<RefusalDeps> = {}) {
  const notes: (Readonly<Record<string, string>> & { readonly body: string })[] = []
  const { log, lines } = recorder()
  const tell = refusalTeller({
    now: () => Date.now(),
    random: () => 0.5,
    send: async ({ body, attributes }) => void notes.push({ ...attributes, body }),
    log,
    ...changes,
  })
  return { tell: (reason = 'body_too_large') => tell({ account: 'shop', reason }, Date.now()), notes, lines }
}

describe('telling of refused webhooks', () => {
  it('says whose, why and when, and nothing of what was in it', async () => {
    const { tell, notes } = aTeller()
    await tell('signature_stale')
    expect(notes).toEqual([
      {
        ...{ form: 'refusal', account: 'shop', reason: 'signature_stale', receivedAtMs: String(NOW_MS) },
        ...{ times: '1', body: '-' },
      },
    ])
  })

  it('tells of a flood by a note a second, and leaves none of it out', async () => {
    const { tell, notes } = aTeller()
    for (let nth = 0; nth < 500; nth += 1) await tell()
    expect(notes).toHaveLength(20)
    vi.setSystemTime(NOW_MS + 1_000)
    for (let nth = 0; nth < 500; nth += 1) await tell()
    expect(notes.slice(20).map(({ times }) => times)).toEqual(['481'])
    vi.setSystemTime(NOW_MS + 60_000)
    await tell()
    expect(notes.reduce((sum, { times }) => sum + Number(times), 0)).toBe(1_001)
  })

  it('keeps reasons apart', async () => {
    const { tell, notes } = aTeller()
    for (let nth = 0; nth < 30; nth += 1) await tell(nth % 2 === 0 ? 'body_too_large' : 'body_not_json')
    vi.setSystemTime(NOW_MS + 2_000)
    await tell('body_too_large')
    await tell('body_not_json')
    expect(notes.slice(-2).map(({ reason, times }) => `${reason} ${times}`)).toEqual([
      ...['body_too_large 6', 'body_not_json 6'],
    ])
  })

  it('lets no answer wait for a queue that hangs', async () => {
    const { tell, lines } = aTeller({ send: () => new Promise(() => undefined) })
    const { tookMs } = await throughTime(() => tell())
    expect(tookMs).toBe(250)
    expect(lines).toMatchObject([{ code: 'refusal_not_told', fields: { account: 'shop', reason: 'body_too_large' } }])
  })

  it('gives up when the time of the invocation is over', async () => {
    const { log } = recorder()
    const send = vi.fn(async () => undefined)
    const tell = refusalTeller({ now: () => Date.now(), random: () => 0.5, send, log })
    await tell({ account: 'shop', reason: 'body_too_large' }, Date.now() - 3_400)
    expect(send).not.toHaveBeenCalled()
  })
})
