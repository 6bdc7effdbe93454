import { OUTAGE } from '#domain/switches'
import { deskLinks } from '#functions/escalate/links'
import { performEscalations } from '#functions/escalate/perform-escalations'
import { requestAction } from '#messaging/actions-queue'
import { enlistAction } from '#store/actions'
import { escalationFacts } from '#store/escalation-facts'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { onPaper } from './world.ts'

/** Escalations, breaches, looks at groups of pages, forecasts and drills: whom they would call. */
export const rehearseEscalations: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = { ...onPaper(stage), retentionDays: stage.ledgerDays }
  const facts = escalationFacts({ ...table, onFault: (error) => watch.log.fault('policies', error) })
  const switches = switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) })
  const told = (how: string) => async (target: string, notice: { readonly action: string }) => {
    watch.would(`${how} ${target}${notice.action === 'trigger' ? '' : ` that it is ${notice.action}d`}`)
    return { kind: 'delivered' as const }
  }
  return {
    work: (messages) =>
      performEscalations(messages, {
        ...facts,
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
