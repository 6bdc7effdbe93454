import { describe, expect, it } from 'vitest'
import { teamsMessage } from '#messaging/target-teams'
import { aNotice } from '#tests/support/notices'

const cardOf = (message: ReturnType<typeof teamsMessage>) => message.attachments[0].content

describe('a message for Teams', () => {
  it('is an Adaptive Card in the envelope a Workflow takes', () => {
    expect(teamsMessage(aNotice())).toEqual({
      type: 'message',
      attachments: [
        {
          contentType: 'application/vnd.microsoft.card.adaptive',
          contentUrl: null,
          content: {
            $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
            type: 'AdaptiveCard',
            version: '1.4',
            fallbackText: '12 will breach in 15 min: nobody online in Billing',
            msteams: { width: 'Full' },
            body: [
              {
                type: 'RichTextBlock',
                inlines: [
                  {
                    type: 'TextRun',
                    text: '12 will breach in 15 min: nobody online in Billing',
                    size: 'medium',
                    weight: 'bolder',
                    color: 'attention',
                  },
                ],
              },
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '#42 first response, 4 min left' }] },
              { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: '#43 first response, 9 min left' }] },
            ],
            actions: [
              { type: 'Action.OpenUrl', title: 'Acknowledge', url: 'https://desk.example.com/ack/1?a=1&b=2' },
              { type: 'Action.OpenUrl', title: 'What to do', url: 'https://desk.example.com/runbook#billing' },
            ],
          },
        },
      ],
    })
  })

  it('is a green line and the links once it is over', () => {
    const { body, actions } = cardOf(teamsMessage(aNotice({ action: 'resolve', title: '3 wait' })))
    expect(body.flatMap(({ inlines }) => inlines)).toMatchObject([{ text: 'Resolved: 3 wait', color: 'good' }])
    expect(actions).toHaveLength(2)
  })

  it('shows six buttons at most', () => {
    const links = Array.from({ length: 9 }, (_, nth) => ({ text: `${nth}`, href: `https://desk.example.com/${nth}` }))
    expect(cardOf(teamsMessage(aNotice({ links }))).actions).toHaveLength(6)
  })

  it('stays below the 28 KB Teams takes, however much there is to say', () => {
    const lines = Array.from({ length: 500 }, (_, nth) => `#${nth} ${'ü'.repeat(200)}`)
    const title = 'ü'.repeat(2_000)
    expect(Buffer.byteLength(JSON.stringify(teamsMessage(aNotice({ lines, title }))))).toBeLessThan(28_000)
  })
})
