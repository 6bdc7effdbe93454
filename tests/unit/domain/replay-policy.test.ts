import { describe, expect, it } from 'vitest'
import type { Law } from '#domain/advance-watch'
import type { EscalationDocument } from '#domain/escalation-policy'
import { type Replayed, replay } from '#domain/replay-policy'
import type { SlaDocument } from '#domain/sla-policy'
import type { ConversationEvent } from '#events/conversation-events'
import { START_MS } from '#tests/support/builders'
import { aRule, lives, rulesOf } from '#tests/support/escalating'
import { STORY_LAW } from '#tests/support/watch-law'
import { tellWatchStory } from '#tests/support/watch-story'
import { lawOf } from '#tests/support/watch-writes'

const MINUTE_MS = 60_000
const UNTIL = START_MS + 4 * 60 * MINUTE_MS
const EVENTS: readonly ConversationEvent[] = tellWatchStory().flatMap((chapter) => chapter.events)
const at = (minutes: number, seconds = 0): number => START_MS + minutes * MINUTE_MS + seconds * 1_000

const under = (changes: { sla?: Partial<SlaDocument>; escalation?: Partial<EscalationDocument> } = {}): Law => ({
  sla: { ...STORY_LAW.sla, document: { ...STORY_LAW.sla.document, ...changes.sla } },
  escalation: { ...STORY_LAW.escalation, document: { ...STORY_LAW.escalation.document, ...changes.escalation } },
})
const told = (law = under(), untilMs = UNTIL, events = EVENTS): Replayed => replay({ events, law, untilMs })
const [gold] = STORY_LAW.sla.document.policies
const withTarget = (seconds: number) => {
  const target = { calendar: 'always', urgent: seconds, high: seconds, normal: seconds, low: seconds }
  return under({ sla: { policies: gold === undefined ? [] : [{ ...gold, targets: { first_response: target } }] } })
}

describe('replaying the documents that were in force', () => {
  it('tells the clocks as the ledger left them', () => {
    const [first] = told().runs
    // answered at 09:28, which came to light after the breach: neither breached in the end
    expect(first).toMatchObject({ clock: 'first_response', startedAtMs: START_MS, breachedAtMs: null, dueAtMs: at(30) })
  })

  it('raises what was raised, at the exact instant, and ends it as people ended it', () => {
    const raised = EVENTS.filter(({ type }) => type === 'escalation.raised.v1').map(({ data }) => data)
    const { escalations } = told()
    expect(escalations.map(({ cause, ruleId }) => ({ cause, ruleId }))).toEqual(
      raised.map((data) => ('ruleId' in data && 'cause' in data ? { cause: data.cause, ruleId: data.ruleId } : {})),
    )
    expect(escalations[0]).toMatchObject({ cause: 'response', raisedAtMs: at(22, 30), ended: 'stood_down', rung: 1 })
    expect(escalations.find(({ cause }) => cause === 'words')).toMatchObject({ ended: 'resolved' })
  })

  it('leaves aside what came later than the instant asked about', () => {
    expect(told(under(), at(25)).escalations).toMatchObject([{ cause: 'response', ended: null, rung: 0 }])
    expect(told(under(), at(25)).runs).toHaveLength(1)
  })

  it('meets deadlines up to the instant asked about, and on it', () => {
    expect(told(under(), at(22, 29)).runs[0]?.warned).toEqual([])
    expect(told(under(), at(22, 30)).runs[0]?.warned).toEqual([[75, at(22, 30)]])
  })
})

describe('replaying a draft', () => {
  it('with a shorter target moves what is due, and breaches what would have been breached', () => {
    const [first] = told(withTarget(600)).runs
    expect(first).toMatchObject({ dueAtMs: at(10), breachedAtMs: at(10), warned: [[75, at(7, 30)]] })
  })

  it('with no policy for anybody has no clocks, and calls nobody about them', () => {
    const { runs, escalations } = told(under({ sla: { policies: [] } }))
    expect(runs).toEqual([])
    expect(escalations.map(({ cause }) => cause)).toEqual(['words'])
  })

  it('climbs where nobody takes it, and not once somebody has', () => {
    const { ladders } = STORY_LAW.escalation.document
    const { rungs = [] } = ladders.standard ?? {}
    const hasty = rungs.map((rung) => ({ ...rung, acknowledgeWithinSeconds: 60 }))
    const [response] = told(under({ escalation: { ladders: { standard: { rungs: hasty } } } })).escalations
    // 09:22:30 raised, a minute a rung; taken at 09:34 only
    expect(response).toMatchObject({ cause: 'response', rung: 2 })
    const patient = rungs.map((rung) => ({ ...rung, acknowledgeWithinSeconds: 3_600 }))
    expect(told(under({ escalation: { ladders: { standard: { rungs: patient } } } })).escalations[0]).toMatchObject({
      rung: 1,
    })
  })

  it('with other rules calls by those', () => {
    const [, late] = STORY_LAW.escalation.document.rules
    const rules = late === undefined ? [] : [{ ...late, id: 'only-late', startAtRung: 0 }]
    expect(told(under({ escalation: { rules } })).escalations).toMatchObject([
      { ruleId: 'only-late', raisedAtMs: at(30), rung: 0 },
    ])
  })
})

describe('grave words replayed', () => {
  it('call until a person answers, whatever a bot says meanwhile', () => {
    const rules = rulesOf(aRule('words', { on: 'words', categories: ['legal'] }))
    const writes = lives(rules, [
      { at: 0, what: 'customer threatens', learnedAt: 1 },
      { at: 1, what: 'bot replies' },
      { at: 5, what: 'label vip' },
      { at: 9, what: 'operator replies' },
    ])
    const events = writes.flatMap((written) => written.events)
    const law = lawOf(STORY_LAW.sla, rules)
    expect(replay({ events, law, untilMs: at(8) }).escalations).toMatchObject([{ raisedAtMs: at(1), ended: null }])
    expect(replay({ events, law, untilMs: at(9) }).escalations).toMatchObject([{ ended: 'stood_down' }])
  })
})

describe('a ledger without its beginning', () => {
  it('is told from where it begins, and says so', () => {
    expect(told().beheaded).toBe(false)
    const rest = EVENTS.filter(({ version }) => version > 5)
    expect(told(under(), UNTIL, rest)).toMatchObject({ beheaded: true })
    expect(told(under(), UNTIL, [])).toEqual({ runs: [], escalations: [], beheaded: false })
  })
})
