import { describe, expect, it } from 'vitest'
import { topicMessage } from '#messaging/target-sns'
import { aNotice } from '#tests/support/notices'
import { assertProperty, fc } from '#tests/support/property'

describe('a message for a topic', () => {
  it('is plain text with its links, and attributes to filter by', () => {
    expect(topicMessage(aNotice())).toEqual({
      subject: '12 will breach in 15 min: nobody online in Billing',
      message: [
        '12 will breach in 15 min: nobody online in Billing',
        '',
        '#42 first response, 4 min left',
        '#43 first response, 9 min left',
        '',
        'Acknowledge: https://desk.example.com/ack/1?a=1&b=2',
        'What to do: https://desk.example.com/runbook#billing',
        '',
        'critical | 2026-01-05T09:15:00.000Z | breach-forecast:shop:billing',
      ].join('\n'),
      attributes: { severity: 'critical', action: 'trigger', key: 'breach-forecast:shop:billing' },
    })
  })

  it('leaves out what there is nothing of', () => {
    const notice = aNotice({ action: 'resolve', title: '3 wait', lines: [], links: [] })
    expect(topicMessage(notice).message).toBe(
      'Resolved: 3 wait\n\ncritical | 2026-01-05T09:15:00.000Z | breach-forecast:shop:billing',
    )
  })

  it('has a subject in ASCII and keeps the title in the message', () => {
    const { subject, message } = topicMessage(aNotice({ title: 'Größe – “Señor” … 日本' }))
    expect(subject).toBe('Gro?e - "Senor" ... ??')
    expect(message).toContain('Größe – “Señor” … 日本')
  })

  it('has a subject SNS takes, whatever the title', () => {
    const unit = fc.constantFrom('a', ' ', '\n', '\u0000', '\u200b', 'é', 'e\u0301', 'ﬁ', '½', '…', '–', '日', '🙂')
    const texts = fc.string({ unit, maxLength: 200, size: 'max' })
    assertProperty(
      fc.property(texts, (title) => {
        expect(topicMessage(aNotice({ title })).subject).toMatch(/^[\x20-\x7e]{1,99}$/)
      }),
    )
  })
})
