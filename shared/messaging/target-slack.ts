import { fittingLines, headline, LINE_CHARACTERS, type Notice, oneLine } from './notice.ts'

/**
 * Slack's incoming webhooks with Block Kit: docs.slack.dev/reference/block-kit. A header takes 150 characters, a
 * section 3,000, a context ten elements. A webhook can neither edit nor thread, so what follows a page comes as a short
 * message of its own.
 */

type Markdown = { readonly type: 'mrkdwn'; readonly text: string; readonly verbatim: true }
type Block =
  | { readonly type: 'header'; readonly text: { readonly type: 'plain_text'; readonly text: string } }
  | { readonly type: 'section'; readonly text: Markdown }
  | { readonly type: 'context'; readonly elements: readonly Markdown[] }

export type SlackMessage = {
  /** Shown in notifications, and read aloud, instead of the blocks. */
  readonly text: string
  readonly blocks?: readonly Block[]
}

const HEADER_CHARACTERS = 150
const TEXT_CHARACTERS = 1_000
const LABEL_CHARACTERS = 100
/** A section's 3,000 characters, with room for the line that counts what was left out. */
const SECTION = { count: 50, bytes: 2_900 }
/** One of the ten elements says how severe it is. */
const LINKS = 9

export function slackMessage(notice: Notice): SlackMessage {
  const { action, severity, lines } = notice
  const links = notice.links.slice(0, LINKS).map(linkOf)
  const text = escapedWithin(headline(notice), TEXT_CHARACTERS)
  if (action !== 'trigger') return { text: [text, ...links].join(' · ') }
  const details = fittingLines(
    lines.map((line) => escapedWithin(oneLine(line), LINE_CHARACTERS)),
    SECTION,
  )
  return {
    text,
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: escapedWithin(headline(notice), HEADER_CHARACTERS) } },
      ...(details.length === 0 ? [] : [{ type: 'section', text: markdown(details.join('\n')) } as const]),
      { type: 'context', elements: [`*${severity}*`, ...links].map(markdown) },
    ],
  }
}

/** Verbatim: Slack makes no links and no mentions out of plain words. */
const markdown = (text: string): Markdown => ({ type: 'mrkdwn', text, verbatim: true })

const linkOf = ({ text, href }: Notice['links'][number]): string =>
  `<${escaped(href).replaceAll('|', '%7C')}|${escapedWithin(oneLine(text), LABEL_CHARACTERS)}>`

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** Slack's three control characters; every other one stays. */
const escaped = (text: string): string => text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character)

/** At most `max` characters after escaping, without half an entity at the end. */
function escapedWithin(text: string, max: number): string {
  if (escaped(text).length <= max) return escaped(text)
  let room = max - 1
  let kept = ''
  for (const character of text) {
    const written = escaped(character)
    if (written.length > room) break
    kept += written
    room -= written.length
  }
  return `${kept}…`
}
