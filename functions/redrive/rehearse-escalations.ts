import { OUTAGE } from '#domain/switches'
import { deskLinks } from '#functions/escalate/links'
import { performEscalations } from '#functions/escalate/perform-escalations'
import { requestAction } from '#messaging/actions-queue'
import { accountRegistry } from '#store/accounts'
import { enlistAction } from '#store/actions'
import { breachActions } from '#store/breach-actions'
import { conversationNow } from '#store/conversation-now'
import { conversationStore } from '#store/conversations'
import { escalationStore } from '#store/escalations'
import { onCallStore } from '#store/on-call'
import { pageGroupStore } from '#store/page-groups'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { onPaper } from './world.ts'

/** Escalations, breaches, looks at groups of pages, forecasts and drills: whom they would call. */
export const rehearseEscalations: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = { ...onPaper(stage), retentionDays: stage.ledgerDays }
  const policies = policyStore(table)
  const book = policyBook(policies, { now, onFault: (error) => watch.log.fault('policies', error) })
  const { readMany } = conversationStore(table)
  const switches = switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) })
  const told = (how: string) => async (target: string, notice: { readonly action: string }) => {
    watch.would(`${how} ${target}${notice.action === 'trigger' ? '' : ` that it is ${notice.action}d`}`)
    return { kind: 'delivered' as const }
  }
  return {
    work: (messages) =>
      performEscalations(messages, {
        records: escalationStore(table),
        breaches: breachActions(table),
        groups: pageGroupStore(table),
        onCall: onCallStore(table),
        conversation: conversationNow(table),
        conversations: async (account, ids) => {
          const found = await readMany(ids.map((conversationId) => ({ account, conversationId })))
          return [...found.values()].map(({ conversation }) => conversation)
        },
        escalationDocument: (account, version) => policies.get(account, 'escalation', version),
        slaDocument: (account, version) => policies.get(account, 'sla', version),
        accounts: accountRegistry(table).list,
        active: async (account) => {
          const [sla, escalation] = await Promise.all([book.sla(account), book.escalation(account)])
          return { sla: sla.document, escalation: escalation.document }
        },
        requestAction: (action) =>
          requestAction(action, {
            enlist: (asked) => enlistAction(asked, table),
            send: async () => watch.would(`asks Chatwoot for ${action.verb}`),
          }),
        deliver: told('pages'),
        tell: told('tells'),
        sendAt: async () => undefined,
        sendAgain: async () => watch.because('held_back'),
        isOff: async (account) => (await switches.isOff(account, 'escalate')) || switches.isOff(account, OUTAGE),
        // nobody follows a link of a rehearsal
        links: deskLinks({ consoleUrl: 'https://backdesk.example', chatwoot: new Map(), runbookBaseUrl: '-' }),
        now,
        count: watch.count,
        log: watch.log,
      }),
    effectOf({ counts, does, code }) {
      if (code !== null)
        return { effect: 'nothing_new', code, does: ['waits in the queue until it is switched on again'] }
      if (does.length > 0) return { effect: 'applies', code: null, does }
      return { effect: 'nothing_new', code: counts.has('PagesSpared') ? 'spared' : null, does }
    },
  }
}
