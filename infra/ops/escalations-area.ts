import { type EscalationKey, escalationId, escalationKey } from '#domain/escalation-id'
import {
  decideEscalation,
  decideForgotten,
  type EscalationVerb,
  type Order,
  type WhyNotEscalation,
} from '#domain/person-command'
import type { Ended } from '#domain/watch'
import { type Answer, type Area, givenText, UsageFault, type Values, wantedText } from './area.ts'
import { accountFor, type Desk, openDesk } from './desk.ts'
import { instantText } from './policy-words.ts'

const USAGE = `  escalations list [--account SLUG] [--state active|ended|all] [--limit N]
                                           newest first, with their ids
  escalations acknowledge --id ID          takes one: it climbs no further
  escalations resolve --id ID              ends one`

const STATES = ['active', 'ended', 'all'] as const

/** Escalations, for whoever is called where no console is at hand. */
export const escalationsArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    state: { type: 'string' },
    limit: { type: 'string' },
    id: { type: 'string' },
  },
  takes: { list: ['account', 'state', 'limit'], acknowledge: ['id'], resolve: ['id'] },
  run: async ([command = ''], values) => {
    switch (command) {
      case 'list':
        return listed(values)
      case 'acknowledge':
      case 'resolve':
        return commanded(command, values)
      default:
        throw new UsageFault(`unknown command: escalations ${command}`)
    }
  },
}

async function listed(values: Values): Promise<Answer> {
  const given = givenText(values, 'state') ?? 'active'
  const state = STATES.find((known) => known === given)
  if (state === undefined) throw new UsageFault(`--state must be ${STATES.join(', ')}`)
  const limit = givenText(values, 'limit') ?? '25'
  if (!/^([1-9]\d?|100)$/.test(limit)) throw new UsageFault('--limit must be a whole number from 1 to 100')
  const desk = await openDesk(values)
  const account = await accountFor(values, desk)
  const found = await firstPage(account, { state, limit: Number(limit) }, desk)
  const lines = found.map((one) => {
    const { rules, rung, acknowledged, ended } = one
    const standing =
      ended !== null
        ? `${one.state} ${instantText(ended.atMs)}`
        : acknowledged !== null
          ? `taken by ${acknowledged.by}`
          : 'open'
    return `${escalationId(one)}\t${rung?.name ?? '-'}\t${standing}\t${rules.join(', ')}`
  })
  return { text: lines.join('\n') || 'None.', json: { account, state, items: found } }
}

type Wanted = { readonly state: (typeof STATES)[number]; readonly limit: number }

/** A page may be short and go on. */
async function firstPage(account: string, { state, limit }: Wanted, { escalations }: Desk) {
  const found = []
  let cursor: string | null = null
  do {
    const page = await escalations.list(account, { state, cursor, limit: limit - found.length })
    if ('badCursor' in page) throw new Error('a cursor of our own was refused')
    found.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && found.length < limit)
  return found
}

async function commanded(verb: EscalationVerb, values: Values): Promise<Answer> {
  const id = wantedText(values, '--id ID')
  const key = escalationKey(id)
  if (key === null) throw new UsageFault('--id is no id of an escalation: see escalations list')
  const desk = await openDesk(values)
  const { account, conversationId } = key
  const { by } = desk
  const decide: Order<WhyNotEscalation>['decide'] = (seen) => decideEscalation({ verb, key, by }, seen)
  const correlationId = `ops-${verb}-${conversationId}-${desk.now()}`
  const done = await desk.command({ account, conversationId, correlationId, decide })
  switch (done.kind) {
    case 'gone':
      throw new UsageFault(`there is no escalation ${id}`)
    case 'contended':
      throw new Error('the conversation kept changing under way, and nothing was done: try again')
    case 'done':
      return { text: `Done: ${id}`, json: { id, verb, changed: done.changed } }
    case 'against':
      return endedBefore(verb, { key, why: done.why }, desk)
  }
}

type Against = { readonly key: EscalationKey; readonly why: WhyNotEscalation }

async function endedBefore(verb: EscalationVerb, { key, why }: Against, desk: Desk): Promise<Answer> {
  const id = escalationId(key)
  const settled =
    why.kind === 'ended' ? { kind: 'against' as const, why } : decideForgotten(verb, await desk.escalations.get(key))
  if (settled.kind === 'done') return { text: `Done before: ${id}`, json: { id, verb, changed: false } }
  if (settled.why.kind === 'forgotten') throw new UsageFault(`there is no escalation ${id}`)
  throw new Error(`${id} ${endText(settled.why.ended)}`)
}

function endText(ended: Ended | null): string {
  if (ended === null) return 'has ended'
  const { how, atMs, by } = ended
  const end = how === 'resolved' ? `was resolved${by === undefined ? '' : ` by ${by}`}` : 'stood down by itself'
  return `${end} at ${instantText(atMs)}`
}
