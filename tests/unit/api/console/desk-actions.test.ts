import { describe, expect, it } from 'vitest'
import type { Api, ApiFailure } from '#functions/console/src/api-client'
import { deskActions } from '#functions/console/src/desk-actions'
import type { ListedEscalation } from '#functions/console/src/watch-shapes'
import { aListedEscalation, START_MS } from './listed-escalation.ts'

const NOW_MS = START_MS + 60_000
const BY_ME = { by: 'Amelia Hart', atMs: NOW_MS }

/** A desk whose API answers like this, and what it was asked and told. */
function aDesk(answer: object | ApiFailure) {
  const seen = { sent: [] as [string, object | undefined][], learned: [] as object[], refreshed: 0 }
  const escalations: ListedEscalation[] = []
  const post: Api['post'] = async <Body extends object>(path: string, body?: object) => {
    seen.sent.push([path, body])
    return 'kind' in answer
      ? { ok: false as const, failure: answer as ApiFailure }
      : { ok: true as const, body: answer as Body }
  }
  const never = () => Promise.reject(new Error('not to be called'))
  const api: Api = { post, put: never, remove: never, get: () => Promise.reject(new Error('nothing is read here')) }
  const actions = deskActions({
    api,
    account: 'shop',
    name: 'Amelia Hart',
    desk: { learn: (one) => seen.learned.push(one), learnEscalation: (one) => escalations.push(one) },
    now: () => NOW_MS,
    refresh: () => {
      seen.refreshed += 1
    },
  })
  return { actions, seen, escalations }
}

const escalation = aListedEscalation()
const conversationWith = (...escalations: readonly object[]) => ({
  conversation: { conversationId: 1042, version: 3, escalations },
  asOfMs: NOW_MS,
})

describe('taking an escalation', () => {
  it('is one request, shown as the answer tells it', async () => {
    const answer = conversationWith({ ...escalation, acknowledged: BY_ME, climbAtMs: null })
    const { actions, seen, escalations } = aDesk(answer)
    expect(await actions.acknowledge(escalation)).toEqual({ ok: true, words: 'Taken: it climbs no further.' })
    expect(seen.sent).toEqual([[`/v1/escalations/${escalation.id}/acknowledge?account=shop`, undefined]])
    expect(seen.learned).toEqual([answer.conversation])
    expect(escalations).toMatchObject([{ id: escalation.id, acknowledged: BY_ME, climbAtMs: null }])
    expect(seen.refreshed).toBe(1)
  })

  it('says so when somebody was faster', async () => {
    const { actions } = aDesk(conversationWith({ ...escalation, acknowledged: { by: 'Bo Example', atMs: 1 } }))
    expect(await actions.acknowledge(escalation)).toEqual({ ok: true, words: 'Bo Example has it.' })
  })

  it('shows nothing as done that was refused', async () => {
    const { actions, escalations, seen } = aDesk({ kind: 'refused', code: 'contended', detail: 'Send it again.' })
    expect(await actions.acknowledge(escalation)).toEqual({ ok: false, words: 'Send it again.' })
    expect([escalations, seen.learned]).toEqual([[], []])
  })

  it('does not claim to know what became of it without an answer, and looks', async () => {
    const { actions, seen } = aDesk({ kind: 'unreachable', code: 'network', detail: 'Backdesk cannot be reached.' })
    const { ok, words } = await actions.acknowledge(escalation)
    expect([ok, words]).toEqual([false, expect.stringMatching(/may have been done or not/)])
    expect(seen.refreshed).toBe(1)
  })

  it.each(['acknowledge', 'resolve'] as const)(
    'keeps one in sight that ended before, and invents no ending (%s)',
    async (verb) => {
      const { actions, escalations, seen } = aDesk({ kind: 'refused', code: 'already_ended', detail: 'It stood down.' })
      expect(await actions[verb](escalation)).toEqual({ ok: false, words: 'It stood down.' })
      expect(escalations).toEqual([{ ...escalation, ended: { how: null, by: null, atMs: NOW_MS } }])
      expect(seen.refreshed).toBe(1)
    },
  )
})

describe('ending an escalation', () => {
  it('marks it as ended by who did it, and asks whether it was right', async () => {
    const { actions, seen, escalations } = aDesk(conversationWith())
    expect(await actions.resolve(escalation)).toMatchObject({
      ok: true,
      words: expect.stringMatching(/Was it right\?$/),
    })
    expect(seen.sent).toEqual([[`/v1/escalations/${escalation.id}/resolve?account=shop`, undefined]])
    expect(escalations).toMatchObject([{ ended: { how: 'resolved', ...BY_ME } }])
  })

  it.each([true, false])('takes the answer %s', async (right) => {
    const { actions, seen, escalations } = aDesk({ id: escalation.id, feedback: { right, ...BY_ME } })
    expect(await actions.judge(escalation, right)).toMatchObject({ ok: true })
    expect(seen.sent).toEqual([[`/v1/escalations/${escalation.id}/feedback?account=shop`, { right }]])
    expect(escalations).toMatchObject([{ feedback: { right } }])
  })
})

describe('beside escalations', () => {
  it('a promise that was none is put away by its message', async () => {
    const promise = { messageId: 88017, operatorId: 5, madeAtMs: 1, remindAtMs: 2, dueAtMs: 3, dueSoon: false }
    const { actions, seen } = aDesk(conversationWith())
    expect(await actions.dismiss(1042, promise)).toMatchObject({ ok: true })
    expect(seen.sent).toEqual([
      ['/v1/conversations/1042/promise?account=shop', { action: 'dismiss', messageId: 88017 }],
    ])
    expect(seen.learned).toHaveLength(1)
  })

  it('a breach is excused with a reason, and given back as it is by then', async () => {
    const breach = {
      id: 'MTc4/1',
      conversationId: 1042,
      clock: 'first_response',
      breachedAtMs: START_MS,
      candidate: null,
      excused: null,
    } as const
    const excused = { ...breach, excused: { ...BY_ME, reason: 'It stood still' } }
    const { actions, seen } = aDesk({ breach: excused })
    expect(await actions.excuse(breach, 'It stood still')).toMatchObject({ ok: true, breach: excused })
    expect(seen.sent).toEqual([['/v1/sla/breaches/MTc4%2F1/excuse?account=shop', { reason: 'It stood still' }]])
  })

  it('a breach that may not be excused gives the reason and nothing else', async () => {
    const { actions } = aDesk({ kind: 'refused', code: 'not_a_candidate', detail: 'It was noticed in time.' })
    const breach = { id: 'x', conversationId: 1, clock: 'resolution', breachedAtMs: 1, candidate: null, excused: null }
    expect(await actions.excuse({ ...breach, clock: 'resolution' }, 'why')).toEqual({
      ok: false,
      words: 'It was noticed in time.',
    })
  })
})
