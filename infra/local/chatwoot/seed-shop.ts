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

const SERVICE_USER = 'Backdesk Service'
const INBOX_NAMES = {
  website: 'Harbor Lane Website',
  email: 'Support Mail',
  messenger: 'Messenger',
  wholesale: 'Wholesale Desk',
} as const

/** The people and places of a store that holds the shop. */
export function shopOf(store: Store): Shop {
  const named = <Row extends { readonly name: string }>(table: ReadonlyMap<number, Row>, name: string): Row => {
    const row = [...table.values()].find((each) => each.name === name)
    if (!row) throw new Error(`the shop has no ${name}`)
    return row
  }
  return {
    administrator: named(store.operators, SERVICE_USER),
    operators: [...store.operators.values()].filter(({ name }) => name !== SERVICE_USER),
    teams: {
      support: named(store.teams, 'support'),
      billing: named(store.teams, 'billing'),
      shipping: named(store.teams, 'shipping'),
    },
    inboxes: {
      website: named(store.inboxes, INBOX_NAMES.website),
      email: named(store.inboxes, INBOX_NAMES.email),
      messenger: named(store.inboxes, INBOX_NAMES.messenger),
      wholesale: named(store.inboxes, INBOX_NAMES.wholesale),
    },
    bot: named(store.bots, 'Harbor Helper'),
    contacts: [...store.contacts.values()].slice(0, CONTACTS),
  }
}

/** Fills an empty store. */
export function seedShop(world: World): Shop {
  const { store } = world
  addOperator(store, SERVICE_USER, 'administrator')
  const operators = OPERATORS.map((name, index) => addOperator(store, name, index === 0 ? 'administrator' : 'agent'))
  const ids = (...places: number[]): Set<number> => new Set(places.flatMap((place) => operators[place]?.id ?? []))
  const bot = { id: store.nextId('bot'), name: 'Harbor Helper', accessToken: store.random.token(24) }
  store.bots.set(bot.id, bot)
  addTeam(store, { name: 'support', description: 'First line', members: ids(0, 1, 2, 3) })
  addTeam(store, { name: 'billing', description: 'Money questions', members: ids(3, 4, 5) })
  addTeam(store, { name: 'shipping', description: 'Parcels and carriers', members: ids(5, 6, 7) })
  const everybody = ids(0, 1, 2, 3, 4, 5, 6, 7)
  addInbox(store, {
    name: INBOX_NAMES.website,
    channel: 'Channel::WebWidget',
    reach: 'https://shop.example.com',
    members: everybody,
    greeting: 'Hi! A teammate will be with you shortly.',
  })
  addInbox(store, {
    name: INBOX_NAMES.email,
    channel: 'Channel::Email',
    reach: 'support@example.com',
    members: everybody,
  })
  addInbox(store, {
    name: INBOX_NAMES.messenger,
    channel: 'Channel::Api',
    reach: '',
    members: ids(0, 1, 2, 5),
    botId: bot.id,
  })
  addInbox(store, { name: INBOX_NAMES.wholesale, channel: 'Channel::Api', reach: '', members: ids(0, 4, 6) })
  for (let index = 0; index < CONTACTS; index += 1) addContact(world, index)
  const [lead] = operators
  if (lead) seedKnowledge(store, lead)
  return shopOf(store)
}

function addOperator(store: Store, name: string, role: Operator['role']): Operator {
  const [first = name] = name.split(' ')
  const operator: Operator = {
    id: store.nextId('operator'),
    name,
    availableName: first,
    email: `${first.toLowerCase()}@example.com`,
    role,
    availability: name === SERVICE_USER ? 'offline' : 'online',
    autoOffline: name !== SERVICE_USER,
    accessToken: store.random.token(24),
    pubsubToken: store.random.token(24),
  }
  store.operators.set(operator.id, operator)
  return operator
}

type TeamDraft = { readonly name: string; readonly description: string; readonly members: Set<number> }

function addTeam(store: Store, { name, description, members }: TeamDraft): void {
  // no assignment by Chatwoot: routing is Backdesk's work
  const team: Team = { id: store.nextId('team'), name, description, allowAutoAssign: false, memberIds: members }
  store.teams.set(team.id, team)
}

type InboxDraft = Pick<Inbox, 'name' | 'reach'> & {
  readonly channel: Channel
  readonly members: Set<number>
  readonly botId?: number
  readonly greeting?: string
}

function addInbox(store: Store, draft: InboxDraft): void {
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

function addContact(world: World, index: number): void {
  const first = FIRST_NAMES[index % FIRST_NAMES.length] ?? 'Alex'
  const last = LAST_NAMES[Math.floor(index / 7) % LAST_NAMES.length] ?? 'Sample'
  const number = String(index + 1).padStart(3, '0')
  createContact(world, {
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
