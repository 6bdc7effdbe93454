import type { ChatwootAccess } from './access.ts'
import { articleCalls } from './article-calls.ts'
import type { Called } from './called.ts'
import { type ChatwootCalls, type ChatwootClientDeps, chatwootCalls } from './calls.ts'
import { messageCalls } from './message-calls.ts'
import { readAnsweredId, readConversation, readLabels, readSelf, readStatus } from './read-answers.ts'
import type { ChatwootVerbs, Self } from './verbs.ts'

/** The verbs in one account's Chatwoot. They throw nothing that Chatwoot or the network cause. */
export function chatwootClient(access: ChatwootAccess, deps: ChatwootClientDeps): ChatwootVerbs {
  const calls = chatwootCalls(access, deps)
  const { get, post } = calls
  const self = onceDone(() => whoIs(access, calls))
  const assign = (conversationId: number, body: object): Promise<Called<number | null>> =>
    post(at(conversationId, '/assignments'), body, readAnsweredId)

  return {
    ...messageCalls(calls),
    conversation: (conversationId) => get(at(conversationId), readConversation),
    // 0 is what the dashboard sends for nobody.
    assignOperator: (conversationId, operatorId) => assign(conversationId, { assignee_id: operatorId ?? 0 }),
    // Never with an assignee beside it: Chatwoot would ignore the team.
    assignTeam: (conversationId, teamId) => assign(conversationId, { team_id: teamId ?? 0 }),
    // Left out it is cleared; an empty one is refused.
    setPriority: (conversationId, priority) =>
      post(at(conversationId, '/toggle_priority'), priority === null ? {} : { priority }, done),
    labels: (conversationId) => get(at(conversationId, '/labels'), readLabels),
    replaceLabels: (conversationId, labels) => post(at(conversationId, '/labels'), { labels }, readLabels),
    setStatus(conversationId, { status, snoozedUntilMs }) {
      // Always with a status: without one it toggles.
      const until = snoozedUntilMs === null ? {} : { snoozed_until: Math.floor(snoozedUntilMs / 1000) }
      return post(at(conversationId, '/toggle_status'), { status, ...until }, readStatus)
    },
    replaceCustomAttributes: (conversationId, attributes) =>
      post(at(conversationId, '/custom_attributes'), { custom_attributes: attributes }, done),
    ...articleCalls(calls, self),
    self,
  }
}

const at = (conversationId: number, more = ''): string => `conversations/${conversationId}${more}`
const done = () => true as const

/** The profile also shows the token itself, which is not read. */
async function whoIs({ accountId }: ChatwootAccess, { root }: ChatwootCalls): Promise<Called<Self>> {
  const called = await root('/api/v1/profile', readSelf)
  if (called.kind !== 'ok') return called
  const { userId, accounts } = called.value
  const role = accounts.find(({ id }) => id === accountId)?.role
  return { kind: 'ok', value: { userId, role: role === 'agent' || role === 'administrator' ? role : 'other' } }
}

/** What went well is kept; what did not is asked again. */
function onceDone<Value>(call: () => Promise<Called<Value>>): () => Promise<Called<Value>> {
  let held: Called<Value> | undefined
  return async () => {
    if (held !== undefined) return held
    const called = await call()
    if (called.kind === 'ok') held = called
    return called
  }
}
