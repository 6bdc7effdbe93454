import type { Approval } from './approval.ts'

/** On a conversation whose draft nobody decides on: escalation rules of kind `draft_overdue` call for people by it. */
export const OVERDUE_LABEL = 'reply-draft-overdue'

/** What colleagues read in Chatwoot: the draft, what speaks for and against it, and where to decide. Markdown. */
export function draftNote(approval: Approval, link: string): string {
  const { text, risk, source, evidence, blocks } = approval
  const found = evidence.length === 0 ? [] : [`Evidence: ${evidence.map(({ title, id }) => title ?? id).join('; ')}`]
  const against = blocks.length === 0 ? [] : [`Blocked: ${blocks.map(({ code }) => code).join(', ')}`]
  const head = blocks.length === 0 ? 'A draft reply waits for approval' : 'A draft reply has to be edited first'
  return [
    `**${head}** (risk ${risk}, by ${source.name})`,
    quoted(text),
    ...[...found, ...against],
    `[Decide in the console](${link})`,
  ].join('\n\n')
}

const quoted = (text: string): string =>
  text
    .split('\n')
    .map((line) => `> ${line}`)
    .join('\n')
