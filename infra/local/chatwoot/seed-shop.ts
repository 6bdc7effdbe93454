/** The seeded shop: invented people of Harbor Lane Outfitters, example.com addresses and +1555 numbers. */
import { createContact } from './contacts.ts'
import type { World } from './conversation-save.ts'
import type { AgentBot, Channel, Contact, Inbox, Operator, Team, WorkingDay } from './model.ts'
import { ARTICLES, CANNED, CATEGORIES, LABELS } from './shop-content.ts'
import type { Store } from './store.ts'

export type Shop = {
  /** The service user whose token Backdesk holds. */
  readonly administrator: Operator
  /** The eight who answer customers. The first leads and is an administrator too. */
  readonly operators: readonly Operator[]
  readonly teams: { readonly support: Team; readonly billing: Team; readonly shipping: Team }
  readonly inboxes: {
    readonly website: Inbox
    readonly email: Inbox
    /** The bot answers first here. */
    readonly messenger: Inbox
    readonly wholesale: Inbox
  }
  readonly bot: AgentBot
  readonly contacts: readonly Contact[]
}

const OPERATORS = [
  'Avery Lindqvist',
  'Blair Okafor',
  'Casey Moreno',
  'Dana Whitlock',
  'Ellis Takeda',
  'Frankie Adeyemi',
  'Gray Sorensen',
  'Harper Nowak',
] as const

const FIRST_NAMES = [
  'Alex',
  'Bailey',
  'Cameron',
  'Devon',
  'Emerson',
  'Finley',
  'Hayden',
  'Indigo',
  'Jordan',
  'Kendall',
  'Logan',
  'Morgan',
  'Noel',
  'Oakley',
  'Parker',
  'Quinn',
  'Reese',
  'Skyler',
  'Taylor',
  'Wren',
] as const
const LAST_NAMES = ['Sample', 'Brook', 'Castell', 'Dunmore', 'Fairley', 'Hollis', 'Marsh', 'Penrose', 'Thorne'] as const

const CONTACTS = 60

export function seedShop(world: World): Shop {
  const { store } = world
  const administrator = addOperator(store, 'Backdesk Service', 'administrator')
  const operators = OPERATORS.map((name, index) => addOperator(store, name, index === 0 ? 'administrator' : 'agent'))
  const ids = (...places: number[]): Set<number> => new Set(places.flatMap((place) => operators[place]?.id ?? []))
  const bot = { id: store.nextId('bot'), name: 'Harbor Helper', accessToken: store.random.token(24) }
  store.bots.set(bot.id, bot)
  const teams = {
    support: addTeam(store, { name: 'support', description: 'First line', members: ids(0, 1, 2, 3) }),
    billing: addTeam(store, { name: 'billing', description: 'Money questions', members: ids(3, 4, 5) }),
    shipping: addTeam(store, { name: 'shipping', description: 'Parcels and carriers', members: ids(5, 6, 7) }),
  }
  const everybody = ids(0, 1, 2, 3, 4, 5, 6, 7)
  const inboxes = {
    website: addInbox(store, {
      name: 'Harbor Lane Website',
      channel: 'Channel::WebWidget',
      reach: 'https://shop.example.com',
      members: everybody,
      greeting: 'Hi! A teammate will be with you shortly.',
    }),
    email: addInbox(store, {
      name: 'Support Mail',
      channel: 'Channel::Email',
      reach: 'support@example.com',
      members: everybody,
    }),
    messenger: addInbox(store, {
      name: 'Messenger',
      channel: 'Channel::Api',
      reach: '',
      members: ids(0, 1, 2, 5),
      botId: bot.id,
    }),
    wholesale: addInbox(store, { name: 'Wholesale Desk', channel: 'Channel::Api', reach: '', members: ids(0, 4, 6) }),
  }
  const contacts = Array.from({ length: CONTACTS }, (_, index) => addContact(world, index))
  seedKnowledge(store, operators[0] ?? administrator)
  return { administrator, operators, teams, inboxes, bot, contacts }
}

function addOperator(store: Store, name: string, role: Operator['role']): Operator {
  const [first = name] = name.split(' ')
  const operator: Operator = {
    id: store.nextId('operator'),
    name,
    availableName: first,
    email: `${first.toLowerCase()}@example.com`,
    role,
    availability: name === 'Backdesk Service' ? 'offline' : 'online',
    autoOffline: name !== 'Backdesk Service',
    accessToken: store.random.token(24),
    pubsubToken: store.random.token(24),
  }
  store.operators.set(operator.id, operator)
  return operator
}

type TeamDraft = { readonly name: string; readonly description: string; readonly members: Set<number> }

function addTeam(store: Store, { name, description, members }: TeamDraft): Team {
  // no assignment by Chatwoot: routing is Backdesk's work
  const team: Team = { id: store.nextId('team'), name, description, allowAutoAssign: false, memberIds: members }
  store.teams.set(team.id, team)
  return team
}

type InboxDraft = Pick<Inbox, 'name' | 'reach'> & {
  readonly channel: Channel
  readonly members: Set<number>
  readonly botId?: number
  readonly greeting?: string
}

function addInbox(store: Store, draft: InboxDraft): Inbox {
  const inbox: Inbox = {
    id: store.nextId('inbox'),
    name: draft.name,
    channel: draft.channel,
    reach: draft.reach,
    memberIds: new Set(draft.members),
    botId: draft.botId ?? null,
    enableAutoAssignment: false,
    csatSurveyEnabled: draft.channel !== 'Channel::Api',
    greeting: draft.greeting ?? null,
    timezone: 'UTC',
    workingHoursEnabled: false,
    workingHours: WEEK,
    hmacToken: store.random.token(24),
  }
  store.inboxes.set(inbox.id, inbox)
  return inbox
}

/** Monday to Friday, nine to five. Day 0 is Sunday. */
const WEEK: readonly WorkingDay[] = [0, 1, 2, 3, 4, 5, 6].map((dayOfWeek) => {
  const closedAllDay = dayOfWeek === 0 || dayOfWeek === 6
  return {
    dayOfWeek,
    closedAllDay,
    openAllDay: false,
    openHour: closedAllDay ? null : 9,
    closeHour: closedAllDay ? null : 17,
  }
})

function addContact(world: World, index: number): Contact {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? 'Alex'
  const last = LAST_NAMES[Math.floor(index / 7) % LAST_NAMES.length] ?? 'Sample'
  const number = String(index + 1).padStart(3, '0')
  return createContact(world, {
    name: `${first} ${last}`,
    email: `${first}.${last}.${number}@example.com`.toLowerCase(),
    phoneNumber: `+15550100${number}`,
    identifier: `cust-${number}`,
    customAttributes: { plan: world.store.random.chance(0.2) ? 'gold' : 'standard' },
  })
}

function seedKnowledge(store: Store, author: Operator): void {
  for (const label of LABELS) {
    const id = store.nextId('label')
    store.labels.set(id, { ...label, id })
  }
  for (const canned of CANNED) {
    const id = store.nextId('canned')
    store.cannedResponses.set(id, { ...canned, id })
  }
  const portal = { id: store.nextId('portal'), slug: 'harbor-lane', name: 'Harbor Lane Help', locale: 'en' }
  store.portals.set(portal.id, portal)
  for (const [index, category] of CATEGORIES.entries()) {
    const id = store.nextId('category')
    store.categories.set(id, { ...category, id, portalId: portal.id, locale: 'en', position: (index + 1) * 10 })
  }
  for (const [index, text] of ARTICLES.entries()) {
    const id = store.nextId('article')
    const category = [...store.categories.values()].find(({ slug }) => slug === text.category)
    store.articles.set(id, {
      id,
      portalId: portal.id,
      slug: `${1_700_000_000 + index}-${text.title.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`,
      locale: 'en',
      categoryId: category?.id ?? null,
      title: text.title,
      description: text.description,
      content: text.content,
      status: 'published',
      position: (index + 1) * 10,
      authorId: author.id,
      meta: {},
      views: store.random.between(5, 900),
      updatedAtUs: store.time.nowUs(),
    })
  }
}
