import { clipped, fittingLines, headline, type Notice, oneLine } from './notice.ts'

/**
 * A Microsoft Teams Workflow ("when a Teams webhook request is received") takes a message with one Adaptive Card:
 * learn.microsoft.com/microsoftteams/platform/webhooks-and-connectors. Text goes into TextRuns, which read no Markdown,
 * so that a name with a `*` or a `[` in it looks as it is. Messages above 28 KB are refused.
 */

type TextRun = {
  readonly type: 'TextRun'
  readonly text: string
  readonly size?: 'medium'
  readonly weight?: 'bolder'
  readonly color?: 'attention' | 'warning' | 'accent' | 'good'
}
type RichText = { readonly type: 'RichTextBlock'; readonly inlines: readonly TextRun[] }
type OpenUrl = { readonly type: 'Action.OpenUrl'; readonly title: string; readonly url: string }

export type TeamsMessage = {
  readonly type: 'message'
  readonly attachments: readonly [
    {
      readonly contentType: 'application/vnd.microsoft.card.adaptive'
      readonly contentUrl: null
      readonly content: {
        readonly $schema: 'http://adaptivecards.io/schemas/adaptive-card.json'
        readonly type: 'AdaptiveCard'
        readonly version: '1.4'
        /** For clients that cannot show the card. */
        readonly fallbackText: string
        readonly msteams: { readonly width: 'Full' }
        readonly body: readonly RichText[]
        readonly actions: readonly OpenUrl[]
      }
    },
  ]
}

const TITLE_CHARACTERS = 300
const LABEL_CHARACTERS = 60
/** Every line costs about 80 bytes more as an element. */
const DETAILS = { count: 40, bytes: 12_000 }
/** Teams shows six buttons. */
const LINKS = 6
const COLORS = { critical: 'attention', error: 'attention', warning: 'warning', info: 'accent' } as const

export function teamsMessage(notice: Notice): TeamsMessage {
  const { action, severity, lines, links } = notice
  const title = clipped(headline(notice), TITLE_CHARACTERS)
  const color = action === 'trigger' ? COLORS[severity] : 'good'
  const details = action === 'trigger' ? fittingLines(lines, DETAILS) : []
  return {
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        contentUrl: null,
        content: {
          $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
          type: 'AdaptiveCard',
          version: '1.4',
          fallbackText: title,
          msteams: { width: 'Full' },
          body: [
            richText({ type: 'TextRun', text: title, size: 'medium', weight: 'bolder', color }),
            ...details.map((text) => richText({ type: 'TextRun', text })),
          ],
          actions: links.slice(0, LINKS).map(({ text, href }) => ({
            type: 'Action.OpenUrl',
            title: clipped(oneLine(text), LABEL_CHARACTERS),
            url: href,
          })),
        },
      },
    ],
  }
}

const richText = (run: TextRun): RichText => ({ type: 'RichTextBlock', inlines: [run] })
