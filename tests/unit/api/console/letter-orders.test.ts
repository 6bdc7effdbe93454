import { describe, expect, it } from 'vitest'
import type { ApiResult } from '#functions/console/src/api-client'
import { carryOut, type Order, tryOut } from '#functions/console/src/letter-orders'
import { meantWords, runWords, triedWords } from '#functions/console/src/letter-words'

const ORDER: Order = { account: 'shop', queue: 'inbound', what: 'redrive', meant: { ids: [], reason: 'poison' } }
const worked = { dryRun: false, run: 'run', state: 'done', fault: null, complete: true }

/** Answers one after the other; keeps what was asked. */
function answering(...answers: readonly (object | 'unreachable')[]) {
  const asked: { path: string; body: object | undefined; timeoutMs: number | undefined }[] = []
  return {
    asked,
    async post<Body extends object>(path: string, body?: object, patience?: { readonly timeoutMs: number }) {
      const answer = answers[asked.length]
      asked.push({ path, body, timeoutMs: patience?.timeoutMs })
      if (typeof answer === 'object') return { ok: true, body: answer } as ApiResult<Body>
      const failure = { kind: 'unreachable', code: 'network', detail: 'Backdesk cannot be reached.' } as const
      return { ok: false, failure } as ApiResult<Body>
    },
  }
}
const going = (changes: Partial<Parameters<typeof carryOut>[1]> = {}) => ({
  ...{ reason: 'Mended', isStopped: () => false, onProgress: () => undefined },
  ...changes,
})

describe('letters in the console', () => {
  it('are sent request by request until none are left', async () => {
    const api = answering(
      { ...worked, letters: 100, left: 20, more: true },
      { ...worked, letters: 20, left: 0, more: false },
    )
    const seen: number[][] = []
    const outcome = await carryOut(ORDER, going({ onProgress: (done, left) => seen.push([done, left]) }), api)
    expect(outcome).toEqual({ ok: true, words: '120 letters sent again.' })
    expect(seen).toEqual([
      [100, 20],
      [120, 0],
    ])
    const body = { letterReason: 'poison', dryRun: false, reason: 'Mended' }
    const path = '/v1/dead-letters/inbound/redrive?account=shop'
    expect(api.asked).toEqual(Array(2).fill({ path, body, timeoutMs: 30_000 }))
  })

  it('stop between two requests when that is asked for', async () => {
    const api = answering({ ...worked, letters: 100, left: 20, more: true })
    const outcome = await carryOut(ORDER, going({ isStopped: () => true }), api)
    expect([outcome.words, api.asked.length]).toEqual(['100 letters sent again, then it was stopped. 20 are left.', 1])
  })

  it('end where nothing moves any more, where it failed, and where no answer came', async () => {
    const still = answering({ ...worked, letters: 0, left: 3, more: true, complete: false })
    expect(await carryOut(ORDER, going(), still)).toMatchObject({
      ok: false,
      words: expect.stringContaining('command line'),
    })
    const failed = answering({ ...worked, state: 'failed', fault: 'Throttled', letters: 2, left: 3, more: true })
    expect((await carryOut(ORDER, going(), failed)).words).toContain('failed (Throttled). 3 are left')
    const lost = answering({ ...worked, letters: 100, left: 20, more: true }, 'unreachable')
    expect((await carryOut(ORDER, going(), lost)).words).toMatch(/^100 letters sent again, then: .*may have been done/)
  })

  it('that are ticked are named by id, and none means all', async () => {
    const tried = { dryRun: true, items: [], left: 0, more: false }
    const api = answering(tried, tried)
    await tryOut({ ...ORDER, meant: { ids: ['a'], reason: 'poison' } }, api)
    await tryOut({ ...ORDER, meant: { ids: [], reason: null } }, api)
    expect(api.asked.map(({ body }) => body)).toEqual([
      { letters: ['a'], dryRun: true },
      { all: true, dryRun: true },
    ])
  })

  it('are told in words', () => {
    const letter = {
      id: 'a',
      reason: 'poison',
      detail: null,
      atMs: 0,
      conversationId: null,
      correlationId: null,
      bytes: 1,
    }
    const of = (effect: 'applies' | 'refused') => ({ ...letter, effect })
    expect(triedWords([of('applies'), of('refused'), of('applies')])).toBe(
      'Would change something: 2, would die again: 1',
    )
    expect(meantWords({ ids: ['a', 'b'], reason: null }, 9)).toBe('the 2 ticked letters')
    expect(meantWords({ ids: [], reason: 'no_account' }, 9)).toBe('all 9 with the reason no account')
    const run = { id: 'r', queue: 'inbound', what: 'drop', by: 'Amelia', via: 'api', atMs: 0, reason: null } as const
    const end = { state: 'stopped', letters: 1, left: 4 } as const
    expect(runWords({ ...run, meant: { letterReason: 'poison', letters: null }, end })).toBe(
      '1 letter of inbound dropped by Amelia, poison, then time ran out, 4 left',
    )
  })
})
