/** Everything escalate stands on, in memory: conversations, documents, records, groups, and targets that remember. */
import type { SQSRecord } from 'aws-lambda'
import type { Action } from '#domain/action'
import type { Conversation } from '#domain/conversation'
import type { EscalationDocument, RungAction } from '#domain/escalation-policy'
import type { SlaDocument } from '#domain/sla-policy'
import type { ClockRun, Escalation, Watch } from '#domain/watch'
import type { ConversationEvent } from '#events/conversation-events'
import type { Delivery, EscalateDeps, Notice } from '#functions/escalate/escalate-deps'
import { deskLinks } from '#functions/escalate/links'
import { performEscalations } from '#functions/escalate/perform-escalations'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'
import { aConversation, CONVERSATION_ID, START_MS } from '#tests/support/builders'
import { CAUSE } from '#tests/support/escalations'
import { FakeEscalationStore } from '#tests/support/fake-escalation-store'
import { FakePageGroupStore } from '#tests/support/fake-page-group-store'
import { recorder } from '#tests/support/recorder'
import { aRecord } from '#tests/support/sqs-records'

export const MINUTE_MS = 60_000
export const NOW_MS = START_MS + 45 * MINUTE_MS
export const BREACHED_MS = START_MS + 30 * MINUTE_MS
export const BILLING = { id: 5, name: 'Billing' }
export const AVERY = { id: 41, kind: 'operator', name: 'Avery Example' } as const

const rung = (name: string, ...actions: RungAction[]) => ({ name, actions, acknowledgeWithinSeconds: 600 })
/** Version 2. */
export const LADDER: EscalationDocument = {
  ...DEFAULT_ESCALATION,
  rules: DEFAULT_ESCALATION.rules.map((rule) => ({ ...rule, ladder: 'standard' })),
  ladders: {
    standard: {
      rungs: [
        rung('assignee', { do: 'note_assignee' }, { do: 'set_priority', priority: 'urgent' }),
        rung('leads', { do: 'assign_team', teamId: 7 }, { do: 'notify', target: 'leads' }),
        rung('on-call', { do: 'page', target: 'on-call' }),
        rung('executives', { do: 'mail', target: 'executives' }, { do: 'page', target: 'boss' }),
      ],
    },
  },
}
const [STANDARD] = DEFAULT_SLA.policies
/** Version 3. */
export const ON_BREACH: SlaDocument = {
  ...DEFAULT_SLA,
  calendars: {
    ...DEFAULT_SLA.calendars,
    business: { ...DEFAULT_SLA.calendars.business, timeZone: 'Europe/Berlin' },
  },
  policies:
    STANDARD === undefined
      ? []
      : [
          {
            ...STANDARD,
            onBreach: [{ do: 'note_assignee' }, { do: 'notify', target: 'leads' }, { do: 'page', target: 'boss' }],
          },
        ],
}

export const lateRun: ClockRun = {
  ...{ run: 1, policyId: 'standard', calendar: 'always', startedAtMs: START_MS, targetMs: 30 * MINUTE_MS },
  ...{ countedMs: 0, sinceMs: START_MS, dueAtMs: BREACHED_MS, breachedAtMs: BREACHED_MS },
}
const climbing: Escalation = {
  ...{ ruleId: 'answer-late', raisedAtMs: START_MS, rules: ['answer-late'], clock: 'first_response' },
  ...{ rung: 0, rungName: 'assignee', rungAtMs: START_MS },
}

type Changes = {
  readonly id?: number
  /** Null: it has none (any more). */
  readonly escalation?: Partial<Escalation> | null
  readonly run?: Partial<ClockRun>
  readonly assignee?: typeof AVERY | { readonly id: number; readonly kind: 'bot'; readonly name: string } | null
  readonly team?: typeof BILLING | null
  readonly cause?: string
}
/** A conversation of Billing whose answer is late, and that calls for somebody. */
export function aCaller({
  id = CONVERSATION_ID,
  escalation,
  run,
  assignee = null,
  team = BILLING,
  cause = CAUSE,
}: Changes = {}) {
  const watch: Watch = {
    ...{ slaVersion: 3, slaSinceMs: 0, policyId: 'standard', escalationVersion: 2 },
    runs: { first_response: { ...lateRun, ...run } },
    ...(escalation === null ? {} : { escalations: { [cause]: { ...climbing, ...escalation } } }),
  }
  return aConversation({ conversationId: id, snapshot: { assignee, team }, watch })
}

/** An event as EventBridge hands it to a queue. */
export const onBus = (event: ConversationEvent, messageId: string = event.id): SQSRecord =>
  aRecord({
    messageId,
    attributes: {},
    body: JSON.stringify({ version: '0', id: 'x', source: 'backdesk', 'detail-type': event.type, detail: event }),
  })
export const asMessage = (body: unknown, messageId = 'message-1'): SQSRecord =>
  aRecord({ messageId, attributes: {}, body: JSON.stringify(body) })

export const DELIVERED: Delivery = { kind: 'delivered' }
export const REFUSED: Delivery = { kind: 'refused', status: 404, detail: 'HTTP 404, no_service' }

type Status = { readonly target: string; readonly lastDrill: string | null }
type Proof = Parameters<EscalateDeps['onCall']['note']>[0]

export function aDesk(changes: Partial<EscalateDeps> = {}) {
  const clock = { nowMs: NOW_MS }
  const conversations = new Map<number, Conversation>([[CONVERSATION_ID, aCaller()]])
  const records = new FakeEscalationStore()
  const groups = new FakePageGroupStore()
  const sent: { readonly target: string; readonly notice: Notice }[] = []
  /** Of what was sent, that which may wake nobody. */
  const quietly: { readonly target: string; readonly notice: Notice }[] = []
  const actions: Action[] = []
  /** Accounts of which nobody may be called; `*` for all. */
  const off = new Set<string>()
  /** Bodies that come up again later, as they came. */
  const again: { readonly body: string; readonly atMs: number }[] = []
  const later: { readonly body: Readonly<Record<string, unknown>>; readonly atMs: number }[] = []
  const proofs: Proof[] = []
  const statuses = new Map<string, Status>()
  const breachesDone = new Set<string>()
  /** How a target takes what it is sent; may throw. */
  const targets = new Map<string, () => Delivery | Promise<Delivery>>()
  /** What does not work just now. */
  const broken = { sendAt: false, deliver: false }
  const { log, count, counts, lines, codes } = recorder()
  const send: EscalateDeps['deliver'] = async (target, notice) => {
    if (broken.deliver) throw new Error('nobody can be told')
    const delivery = (await targets.get(target)?.()) ?? DELIVERED
    sent.push({ target, notice })
    return delivery
  }
  const deps: EscalateDeps = {
    records,
    groups,
    breaches: {
      done: async () => [...breachesDone],
      markDone: async (_, id) => {
        breachesDone.add(id)
      },
    },
    onCall: {
      note: async (proof) => {
        proofs.push(proof)
        const lastDrill = proof.drill ?? statuses.get(proof.target)?.lastDrill ?? null
        statuses.set(proof.target, { target: proof.target, lastDrill })
      },
      onCallStatus: async () => [...statuses.values()],
    },
    conversation: async (_, id) => conversations.get(id) ?? null,
    conversations: async (_, ids) => ids.flatMap((id) => conversations.get(id) ?? []),
    escalationDocument: async (_, version) => (version === 2 ? LADDER : null),
    slaDocument: async (_, version) => (version === 3 ? ON_BREACH : null),
    accounts: async () => ['shop'],
    active: async () => ({ sla: ON_BREACH, escalation: LADDER }),
    requestAction: async (action) => actions.push(action),
    deliver: send,
    tell: (target, notice) => {
      quietly.push({ target, notice })
      return send(target, notice)
    },
    sendAt: async (body, atMs) => {
      if (broken.sendAt) throw new Error('the queue is down')
      later.push({ body, atMs })
    },
    sendAgain: async (body, atMs) => void again.push({ body, atMs }),
    isOff: async (account) => off.has(account) || off.has('*'),
    links: deskLinks({
      consoleUrl: 'https://desk.example.com',
      chatwoot: new Map([['shop', 'https://chat.example.com/app/accounts/3']]),
      runbookBaseUrl: 'https://docs.example.com/',
    }),
    now: () => clock.nowMs,
    count,
    log,
    ...changes,
  }
  return {
    quietly,
    ...{
      deps,
      broken,
      clock,
      conversations,
      records,
      groups,
      sent,
      actions,
      later,
      off,
      again,
      proofs,
      targets,
      counts,
      lines,
      codes,
    },
    work: async (...messages: SQSRecord[]) => Object.fromEntries(await performEscalations(messages, deps)),
    /** What was said, in short. */
    said: () => sent.map(({ target, notice }) => `${notice.action} ${target}`),
    /** Lets the planned looks come up, as the queue would, until so much time has gone. */
    async pass(ms: number): Promise<void> {
      const untilMs = clock.nowMs + ms
      for (;;) {
        const next = later.toSorted((a, b) => a.atMs - b.atMs)[0]
        if (next === undefined || next.atMs > untilMs) break
        later.splice(later.indexOf(next), 1)
        clock.nowMs = Math.max(clock.nowMs, next.atMs)
        await performEscalations([asMessage(next.body, `look-${clock.nowMs}`)], deps)
      }
      clock.nowMs = untilMs
    },
  }
}
