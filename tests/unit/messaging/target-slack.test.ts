import { describe, expect, it } from 'vitest'
import { slackMessage } from '#messaging/target-slack'
import { aNotice } from '#tests/support/notices'
import { assertProperty, fc } from '#tests/support/property'

describe('a message for Slack', () => {
  it('has a header, the lines, and severity and links beneath', () => {
    expect(slackMessage(aNotice())).toEqual({
      text: '12 will breach in 15 min: nobody online in Billing',
      blocks: [
        { type: 'header', text: { type: 'plain_text', text: '12 will breach in 15 min: nobody online in Billing' } },
        {
          type: 'section',
          text: {
            type: 'mrkdwn',
            text: '#42 first response, 4 min left\n#43 first response, 9 min left',
            verbatim: true,
          },
        },
        {
          type: 'context',
          elements: [
            { type: 'mrkdwn', text: '*critical*', verbatim: true },
            { type: 'mrkdwn', text: '<https://desk.example.com/ack/1?a=1&amp;b=2|Acknowledge>', verbatim: true },
            { type: 'mrkdwn', text: '<https://desk.example.com/runbook#billing|What to do>', verbatim: true },
          ],
        },
      ],
    })
  })

  it.each([
    ['acknowledge', 'Acknowledged: 3 wait · <https://desk.example.com|Queue>'],
    ['resolve', 'Resolved: 3 wait · <https://desk.example.com|Queue>'],
  ] as const)('is one short line to %s', (action, text) => {
    const links = [{ text: 'Queue', href: 'https://desk.example.com' }]
    expect(slackMessage(aNotice({ action, title: '3 wait', links }))).toEqual({ text })
  })

  it('calls nobody who is only named', () => {
    const message = JSON.stringify(
      slackMessage(aNotice({ title: '<!channel> & co', lines: ['<@U1> > <!here>'], links: [] })),
    )
    expect(message).toContain('&lt;!channel&gt; &amp; co')
    expect(message).toContain('&lt;@U1&gt; &gt; &lt;!here&gt;')
    expect(message).not.toMatch(/<[!@]/)
  })

  it('keeps a link whole that has a bar in it', () => {
    const links = [{ text: 'a > b', href: 'https://desk.example.com/?q=a|b' }]
    expect(JSON.stringify(slackMessage(aNotice({ links })))).toContain('<https://desk.example.com/?q=a%7Cb|a &gt; b>')
  })

  it('has no section without lines: Slack refuses an empty one', () => {
    expect(slackMessage(aNotice({ lines: [] })).blocks?.map(({ type }) => type)).toEqual(['header', 'context'])
  })

  it('keeps to the limits of Block Kit, whatever it has to say, with no entity cut in two', () => {
    const texts = fc
      .tuple(fc.constantFrom('', 'a', 'ü🙂', ' '), fc.constantFrom('&', '<', 'b>', '🙂'), fc.nat({ max: 600 }))
      .map(([start, unit, times]) => start + unit.repeat(times))
    const link = fc.record({ text: texts, href: fc.constant('https://desk.example.com') })
    assertProperty(
      fc.property(texts, fc.array(texts, { maxLength: 15 }), fc.array(link, { maxLength: 12 }), (...given) => {
        const [title, lines, links] = given
        for (const block of slackMessage(aNotice({ title, lines, links })).blocks ?? []) {
          const written = block.type === 'context' ? block.elements.map(({ text }) => text) : [block.text.text]
          expect(written.length).toBeLessThanOrEqual(10)
          const max = block.type === 'header' ? 150 : 3_000
          for (const text of written) {
            expect(text.length).toBeLessThanOrEqual(max)
            expect(text.replace(/&(amp|lt|gt);/g, '')).not.toContain('&')
          }
        }
      }),
    )
  })
})
