import { describe, expect, it } from 'vitest'
import { draftOf, isScrubbedIn } from '#domain/article-draft'
import { aSignal } from '#tests/support/signals'

const reply = (id: string, text: string, given: Parameters<typeof aSignal>[0] = {}) =>
  aSignal({ id, text, proposedText: 'Something else.', ...given })
const graded = (tone: number, accuracy: number, policy: number) => ({ tone, accuracy, policy, note: null })

describe('the beginning of an article', () => {
  it('is what good replies said, best first, each paragraph once', () => {
    const draft = draftOf(
      ['ap-1', 'ap-2', 'ap-3'],
      [
        reply('ap-1', 'Poles are in the lid.\n\nWrite to us if one is bent.', { grades: graded(4, 4, 4) }),
        reply('ap-2', 'Poles lie in the lid of the box.', { grades: graded(5, 5, 5) }),
        reply('ap-3', 'Write to us if one is bent.', { grades: graded(4, 4, 4), endedAtMs: 1 }),
      ],
      'shop',
    )
    expect(draft?.content).toBe('Poles lie in the lid of the box.\n\nWrite to us if one is bent.')
    expect(draft).toMatchObject({ from: ['ap-2', 'ap-1', 'ap-3'], portal: 'shop', proposed: null })
  })

  it('leaves out who was addressed and who signed, and shows where else something was scrubbed', () => {
    const text = 'Dear [name],\n\nYour order [number] has left us today with the carrier.\n\nYours, [name]'
    expect(draftOf(['ap-1'], [reply('ap-1', text)], null)?.content).toBe(
      'Your order [number] has left us today with the carrier.',
    )
  })

  it('takes nothing that was graded below 4, never sent, or seeded', () => {
    const bad = [
      reply('ap-1', 'No.', { grades: graded(5, 3, 5) }),
      reply('ap-2', 'No.', { grades: null }),
      reply('ap-3', 'No.', { outcome: 'rejected' }),
      reply('ap-4', 'No.', { seeded: true }),
    ]
    expect(draftOf(['ap-1', 'ap-2', 'ap-3', 'ap-4'], bad, 'shop')).toBeNull()
  })

  it('rests on what is named: signals by their ids, or conversations by theirs', () => {
    const signals = [
      reply('ap-1', 'Of seven.', { conversationId: 7 }),
      reply('ap-2', 'Of eight, quite another.', { conversationId: 8 }),
    ]
    expect(draftOf(['8'], signals, null)).toMatchObject({ from: ['ap-2'], conversationIds: [8] })
    expect(draftOf(['ap-1'], signals, null)).toMatchObject({ from: ['ap-1'], conversationIds: [7] })
    expect(draftOf(['9'], signals, null)).toBeNull()
  })

  it('is called by what most were about, and by nothing where they differ', () => {
    const about = (...intents: (string | null)[]) =>
      draftOf(
        intents.map((_, nth) => `ap-${nth}`),
        intents.map((intent, nth) => reply(`ap-${nth}`, `Answer ${nth} of its own kind.`, { intent })),
        null,
      )?.title
    expect(about('missing_parts', 'missing_parts', 'billing')).toBe('Missing parts')
    expect(about('missing_parts', 'billing')).toBeNull()
    expect(about(null)).toBeNull()
  })

  it('has at most five replies, and no more than an article may have', () => {
    const many = Array.from({ length: 7 }, (_, nth) => reply(`ap-${nth}`, `Word${nth} stands alone.`))
    expect(
      draftOf(
        many.map(({ id }) => id),
        many,
        null,
      )?.from,
    ).toHaveLength(5)
    const long = Array.from({ length: 5 }, (_, nth) =>
      reply(`ap-${nth}`, Array.from({ length: 1_000 }, (_each, word) => `n${nth}w${word}`).join(' ')),
    )
    expect(
      draftOf(
        long.map(({ id }) => id),
        long,
        null,
      )?.content.length,
    ).toBeLessThanOrEqual(20_000)
  })

  it('knows a mark from a link', () => {
    expect(isScrubbedIn('Hello [name]!')).toBe(true)
    expect(isScrubbedIn('See [refunds](https://example.com).')).toBe(false)
  })
})
