import { describe, expect, it } from 'vitest'
import { classifyEdit } from '#domain/edit-class'
import { type ScrubbedText, signalOf } from '#domain/learning-signal'
import { wordEdit } from '#domain/word-edit'
import { aDecidedApproval, ENDED_AT_MS, PLAIN_MEANS } from '#tests/support/signals'

describe('the signal of an approval that has ended', () => {
  it('keeps grades, edit, times and versions, and no text that names anybody', () => {
    const signal = signalOf(
      aDecidedApproval({
        proposedText: 'Hello Odette, your parcel arrives on Monday.',
        text: 'Hello Odette, your parcel arrives on 12 May.',
        grades: { tone: 5, accuracy: 2, policy: 4, note: 'Odette asked twice' },
        names: ['Odette'],
      }),
      ENDED_AT_MS + 5,
      PLAIN_MEANS,
    )
    expect(signal).toMatchObject({
      id: 'ap-1',
      outcome: 'sent',
      grades: { tone: 5, accuracy: 2, policy: 4, note: '[name] asked twice' },
      edit: { wordsRemoved: 1, wordsAdded: 2, class: 'factual_correction' },
      latency: { wallMs: 60_000, businessMs: 30_000, lookedAtMs: 45_000 },
      before: 'Hello [name], your parcel arrives on Monday.',
      after: 'Hello [name], your parcel arrives on 12 May.',
      recordedAtMs: ENDED_AT_MS + 5,
    })
    expect(JSON.stringify(signal)).not.toContain('Odette')
  })

  it('has no edit and no latency where nobody decided', () => {
    const voided = aDecidedApproval({ outcome: 'voided', text: null, decidedAtMs: null, grades: null })
    expect(signalOf(voided, ENDED_AT_MS, PLAIN_MEANS)).toMatchObject({
      outcome: 'voided',
      edit: null,
      latency: null,
      after: null,
      grades: null,
    })
  })

  it('sees an edit of what scrubbing makes alike', () => {
    const approval = aDecidedApproval({
      proposedText: 'Order 1001 is on its way.',
      text: 'Order 1002 is on its way.',
    })
    const blind = { ...PLAIN_MEANS, scrub: (text: string) => text.replaceAll(/\d+/g, '[number]') as ScrubbedText }
    const { before, after, edit } = signalOf(approval, ENDED_AT_MS, blind)
    expect(before).toBe(after)
    expect(edit).toMatchObject({
      class: 'factual_correction',
      why: ['figure_replaced', 'figure_added_or_removed'],
    })
  })
})

describe('the class of an edit', () => {
  const classOf = (before: string, after: string, of = { hadEvidence: true, isTemplate: false }) =>
    classifyEdit(wordEdit(before, after), of)

  it.each([
    ['It is late.', 'It is late, sorry.', 'tone_improvement', 'polite_word'],
    ['Es kommt morgen.', 'Es kommt leider erst morgen.', 'tone_improvement', 'polite_word'],
    ['It comes tomorrow.', 'It comes tomorrow!', 'tone_improvement', 'marks_only'],
    ['You pay 20 euro.', 'You pay 25 euro.', 'factual_correction', 'figure_replaced'],
    ['We can do that for you here.', 'We can not do that for you here.', 'factual_correction', 'negation_changed'],
    [
      'You may send it back to us.',
      'You may send it back under our warranty to us.',
      'policy_clarification',
      'policy_word',
    ],
    ['The lid is red and round today.', 'The lid is red and oval today.', 'template_refinement', 'worded_otherwise'],
    ['No idea at all.', 'Reset your router by its small button, then wait.', 'new_pattern', 'rewritten'],
  ])('%s -> %s is %s, because of %s', (before, after, expected, why) => {
    const verdict = classOf(before, after)
    expect(verdict.class).toBe(expected)
    expect(verdict.why[0]).toBe(why)
  })

  it('is a new pattern where half of it is new and nothing was there to rest on', () => {
    const before = 'Please look at the blue lamp beside it'
    const after = 'Please look at the round valve under there'
    expect(classOf(before, after, { hadEvidence: false, isTemplate: false }).class).toBe('new_pattern')
    expect(classOf(before, after).class).toBe('template_refinement')
  })

  it('is none where nothing was changed', () => {
    expect(classOf('Thank you.', 'Thank you.')).toEqual({ class: null, why: [] })
  })
})
