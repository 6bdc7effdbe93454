/** The rest: version, profile, labels, canned responses, ratings. */
import { type Answer, type Call, ok, pageOf, type Route } from '../http-door.ts'
import { iso } from '../micro-time.ts'
import type { CsatResponse, Operator } from '../model.ts'
import { csatView } from '../views.ts'

const ACCOUNT = '/api/v1/accounts/:account'
const CSAT = `${ACCOUNT}/csat_survey_responses`
const PAGE = 25
export const VERSION = '4.15.1'

const version = ({ core }: Call): Answer =>
  ok({
    version: VERSION,
    timestamp: new Date(core.clock.now()).toISOString().slice(0, 19).replace('T', ' '),
    queue_services: 'ok',
    data_services: 'ok',
  })

/** Shows the token itself: never log it. */
function profile({ core: { store }, caller }: Call): Answer {
  if (caller.kind === 'bot') return ok(null)
  const { operator } = caller
  return ok({
    access_token: operator.accessToken,
    account_id: store.account.id,
    available_name: operator.availableName,
    avatar_url: '',
    confirmed: true,
    display_name: null,
    message_signature: null,
    email: operator.email,
    id: operator.id,
    inviter_id: null,
    name: operator.name,
    provider: 'email',
    pubsub_token: operator.pubsubToken,
    role: operator.role,
    ui_settings: {},
    uid: operator.email,
    type: null,
    accounts: [membership(store.account, operator, iso(store.time.nowUs()))],
  })
}

const membership = (account: { id: number; name: string }, operator: Operator, activeAt: string) => ({
  id: account.id,
  name: account.name,
  status: 'active',
  onboarding_step: null,
  active_at: activeAt,
  role: operator.role,
  permissions: [operator.role],
  availability: operator.availability,
  availability_status: operator.availability,
  auto_offline: operator.autoOffline,
})

const labels = ({ core: { store } }: Call): Answer =>
  ok({ payload: [...store.labels.values()].map((label) => ({ ...label, show_on_sidebar: true })) })

function cannedResponses({ core: { store }, query }: Call): Answer {
  const text = query.get('search')?.toLowerCase() ?? ''
  const hits = [...store.cannedResponses.values()].filter(({ shortCode, content }) =>
    `${shortCode} ${content}`.toLowerCase().includes(text),
  )
  return ok(
    hits.map(({ id, shortCode, content }) => ({ id, account_id: store.account.id, short_code: shortCode, content })),
  )
}

/** Filters: since, until (unix seconds), user_ids[], inbox_id, team_id, rating. */
function ratings({ core: { store }, query }: Call): CsatResponse[] {
  const users = query.getAll('user_ids[]').map(Number)
  const wanted = (name: string, value: number | null | undefined): boolean =>
    !query.has(name) || Number(query.get(name)) === value
  return [...store.csatResponses.values()].filter((response) => {
    const conversation = store.conversations.get(response.conversationId)
    const atS = response.createdAtUs / 1_000_000
    return (
      atS >= Number(query.get('since') ?? 0) &&
      atS <= Number(query.get('until') ?? Number.POSITIVE_INFINITY) &&
      (users.length === 0 || users.includes(response.assignedAgentId ?? 0)) &&
      wanted('inbox_id', conversation?.inboxId) &&
      wanted('team_id', conversation?.teamId) &&
      wanted('rating', response.rating)
    )
  })
}

function csatMetrics(call: Call): Answer {
  const responses = ratings(call)
  const surveys = [...call.core.store.messages.values()]
    .flat()
    .filter(({ contentType }) => contentType === 'input_csat')
  const counted = [1, 2, 3, 4, 5].flatMap((rating) => {
    const count = responses.filter((each) => each.rating === rating).length
    return count === 0 ? [] : [[String(rating), count] as const]
  })
  return ok({
    total_count: responses.length,
    ratings_count: Object.fromEntries(counted),
    total_sent_messages_count: surveys.length,
  })
}

export const accountRoutes: readonly Route[] = [
  { method: 'GET', path: '/api', access: 'public', answer: version },
  { method: 'GET', path: '/api/v1/profile', access: 'user', answer: profile },
  { method: 'GET', path: `${ACCOUNT}/labels`, access: 'user', answer: labels },
  { method: 'GET', path: `${ACCOUNT}/canned_responses`, access: 'user', answer: cannedResponses },
  {
    method: 'GET',
    path: CSAT,
    access: 'admin',
    answer: (call) =>
      ok(pageOf(ratings(call).reverse(), call.query, PAGE).flatMap((row) => csatView(call.core.store, row) ?? [])),
  },
  { method: 'GET', path: `${CSAT}/metrics`, access: 'admin', answer: csatMetrics },
]
