/** Who works here and where: agents, teams, inboxes and their members. */
import { viewerOf } from '../find-conversations.ts'
import {
  type Answer,
  type Call,
  idOf,
  isAdministrator,
  notFound,
  numberOf,
  numbersOf,
  ok,
  type Route,
  unprocessable,
} from '../http-door.ts'
import { inboxView } from '../inbox-view.ts'
import { agentView, agentViews, teamView } from '../views.ts'

const ACCOUNT = '/api/v1/accounts/:account'
const TEAM = `${ACCOUNT}/teams/:team`
const MEMBERS = `${TEAM}/team_members`
const INBOX_MEMBERS = `${ACCOUNT}/inbox_members`

const AVAILABILITIES = ['online', 'busy', 'offline'] as const

function updateAgent(call: Call): Answer {
  const { store } = call.core
  const operator = store.operators.get(idOf(call, 'agent'))
  if (!operator) return notFound()
  const availability = AVAILABILITIES.find((each) => each === call.body.availability)
  if (call.body.availability !== undefined && !availability) return unprocessable('availability is not valid')
  operator.availability = availability ?? operator.availability
  if (typeof call.body.auto_offline === 'boolean') operator.autoOffline = call.body.auto_offline
  return ok(agentView(store, operator))
}

type MemberChange = (members: Set<number>, ids: readonly number[]) => void
const addAll: MemberChange = (members, ids) => {
  for (const id of ids) members.add(id)
}
const replaceAll: MemberChange = (members, ids) => {
  members.clear()
  addAll(members, ids)
}
const removeAll: MemberChange = (members, ids) => {
  for (const id of ids) members.delete(id)
}
const knownIds = (call: Call): number[] =>
  numbersOf(call.body.user_ids).filter((id) => call.core.store.operators.has(id))

/** A root array, as for agents. */
function teamMembers(call: Call, change?: MemberChange): Answer {
  const team = call.core.store.teams.get(idOf(call, 'team'))
  if (!team) return notFound()
  change?.(team.memberIds, knownIds(call))
  return ok(change === removeAll ? undefined : agentViews(call.core.store, team.memberIds))
}

/** Under `payload`, unlike team members. */
function inboxMembers(call: Call, change?: MemberChange): Answer {
  const { store } = call.core
  const inbox = store.inboxes.get(change ? (numberOf(call.body.inbox_id) ?? 0) : idOf(call, 'inbox'))
  if (!inbox) return notFound()
  change?.(inbox.memberIds, knownIds(call))
  return ok(change === removeAll ? undefined : { payload: agentViews(store, inbox.memberIds) })
}

/** Members of all the inboxes asked for, and every administrator. */
function assignableAgents(call: Call): Answer {
  const { store } = call.core
  const inboxes = call.query.getAll('inbox_ids[]').map((id) => store.inboxes.get(Number(id)))
  const assignable = [...store.operators.values()].filter(
    ({ id, role }) => role === 'administrator' || inboxes.every((inbox) => inbox?.memberIds.has(id)),
  )
  return ok({ payload: assignable.map((operator) => agentView(store, operator)) })
}

function inboxes(call: Call): Answer {
  const { store } = call.core
  const viewer = viewerOf(call) ?? 0
  const all = isAdministrator(call.caller)
  const seen = [...store.inboxes.values()].filter(({ memberIds }) => all || memberIds.has(viewer))
  return ok({ payload: seen.map((inbox) => inboxView(store, inbox, all)) })
}

function inbox(call: Call): Answer {
  const row = call.core.store.inboxes.get(idOf(call, 'inbox'))
  return row ? ok(inboxView(call.core.store, row, isAdministrator(call.caller))) : notFound()
}

function team(call: Call): Answer {
  const row = call.core.store.teams.get(idOf(call, 'team'))
  return row ? ok(teamView(call.core.store, row, viewerOf(call))) : notFound()
}

/** Administrators also see a bot's token. */
function bots({ core: { store }, caller }: Call): Answer {
  const shown = [...store.bots.values()].map(({ id, name, accessToken }) => ({
    id,
    name,
    description: 'Asks first, and hands over',
    thumbnail: '',
    outgoing_url: '',
    bot_type: 'webhook',
    bot_config: {},
    account_id: store.account.id,
    system_bot: false,
    ...(isAdministrator(caller) ? { access_token: accessToken } : {}),
  }))
  return ok(shown)
}

export const directoryRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: `${ACCOUNT}/agents`,
    access: 'user',
    answer: ({ core: { store } }) => ok(agentViews(store, store.operators.keys())),
  },
  { method: 'PATCH', path: `${ACCOUNT}/agents/:agent`, access: 'admin', answer: updateAgent },
  {
    method: 'GET',
    path: `${ACCOUNT}/agent_bots`,
    access: 'user',
    answer: bots,
  },
  {
    method: 'GET',
    path: `${ACCOUNT}/teams`,
    access: 'user',
    answer: (call) =>
      ok([...call.core.store.teams.values()].map((row) => teamView(call.core.store, row, viewerOf(call)))),
  },
  { method: 'GET', path: TEAM, access: 'user', answer: team },
  { method: 'GET', path: MEMBERS, access: 'user', answer: (call) => teamMembers(call) },
  { method: 'POST', path: MEMBERS, access: 'admin', answer: (call) => teamMembers(call, addAll) },
  { method: 'PATCH', path: MEMBERS, access: 'admin', answer: (call) => teamMembers(call, replaceAll) },
  { method: 'DELETE', path: MEMBERS, access: 'admin', answer: (call) => teamMembers(call, removeAll) },
  { method: 'GET', path: `${ACCOUNT}/inboxes`, access: 'user', answer: inboxes },
  { method: 'GET', path: `${ACCOUNT}/inboxes/:inbox`, access: 'user', answer: inbox },
  { method: 'GET', path: `${INBOX_MEMBERS}/:inbox`, access: 'user', answer: (call) => inboxMembers(call) },
  { method: 'POST', path: INBOX_MEMBERS, access: 'admin', answer: (call) => inboxMembers(call, addAll) },
  { method: 'PATCH', path: INBOX_MEMBERS, access: 'admin', answer: (call) => inboxMembers(call, replaceAll) },
  { method: 'DELETE', path: INBOX_MEMBERS, access: 'admin', answer: (call) => inboxMembers(call, removeAll) },
  { method: 'GET', path: `${ACCOUNT}/assignable_agents`, access: 'user', answer: assignableAgents },
]
