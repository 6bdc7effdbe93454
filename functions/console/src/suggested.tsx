import type { Api } from './api-client.ts'
import { SuggestedList } from './suggested-list.tsx'
import { type SuggestedAnswer, suggestedPath } from './suggestion-requests.ts'
import { useAnswer } from './use-answer.ts'

const EVERY_MS = 60_000

type Props = {
  readonly api: Api
  readonly account: string | null
  readonly conversationId: number
  /** Of the conversation: a customer who writes again may be suggested others. */
  readonly version: number
}

/** Articles that may answer, where any were found. Where none were, or they cannot be read, nothing of the drawer is missing. */
export function Suggested({ api, account, conversationId, version }: Props) {
  const path = suggestedPath({ account, conversationId })
  const { body } = useAnswer<SuggestedAnswer>(api, path, { everyMs: EVERY_MS, changesWith: version })
  if (body === null || body.suggestions.length === 0) return null
  return <SuggestedList key={body.suggestedAtMs} {...{ api, account, conversationId, suggested: body }} />
}
