import { draftLink } from '#functions/review/draft-link'
import { performReviews } from '#functions/review/perform-reviews'
import { requestAction } from '#messaging/actions-queue'
import { actionStateReader } from '#store/action-state'
import { enlistAction } from '#store/actions'
import { answeredByHand } from '#store/answered-by-hand'
import { approvalReads } from '#store/approval-reads'
import { stepApproval } from '#store/approval-steps'
import { readApproval } from '#store/approval-writes'
import { soloApprover } from '#store/approve-alone'
import { articleUrlBook } from '#store/article-urls'
import { storedGuard } from '#store/draft-known'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { signalKeeper } from '#store/signal-keeper'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { onPaper } from './world.ts'

/** Drafts that the customer has overtaken, approvals on their way, and instants at which somebody should have decided. */
export const rehearseReview: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = { ...onPaper(stage), retentionDays: stage.ledgerDays }
  const switches = switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) })
  const policies = policyBook(policyStore(table), { now, onFault: (error) => watch.log.fault('documents', error) })
  const approveAlone = soloApprover({
    ...table,
    guard: storedGuard({ ...table, articleUrls: articleUrlBook(table) }),
    drafts: policies.drafts,
    isOff: switches.isOff,
  })
  const keep = signalKeeper({ ...table, sla: policies.sla })
  return {
    work: (messages) =>
      performReviews(messages, {
        approval: (key) => readApproval(key, table),
        approvalsOf: approvalReads(table).approvalsOf,
        step: async (key, law) => {
          const stepped = await stepApproval({ key, version: null }, law, table)
          if (stepped.kind === 'done' && stepped.changed) watch.would(`makes the draft ${stepped.approval.state}`)
          return stepped
        },
        async approveAlone(key) {
          const answer = await approveAlone(key)
          if (answer?.kind === 'alone') watch.would('approves the draft by the policy, and sends it')
          return answer
        },
        isAnswered: answeredByHand(table),
        actionState: actionStateReader(table),
        sendAction: async () => watch.would('sends the approved reply on its way'),
        requestAction: (action) =>
          requestAction(action, {
            enlist: (asked) => enlistAction(asked, table),
            send: async () => watch.would(`asks Chatwoot for ${action.verb}`),
          }),
        async recordSignal(approval) {
          const kept = await keep(approval)
          if (kept === 'recorded') watch.would('keeps what the approval teaches')
          return kept
        },
        isOff: switches.isOff,
        sendAgain: async () => watch.because('held_back'),
        // nobody follows a link of a rehearsal
        linkTo: draftLink('https://backdesk.example'),
        now,
        count: watch.count,
        log: watch.log,
      }),
    effectOf({ does, code }) {
      if (code !== null)
        return { effect: 'nothing_new', code, does: ['waits in the queue until it is switched on again'] }
      return does.length > 0 ? { effect: 'applies', code: null, does } : { effect: 'nothing_new', code: null, does }
    },
  }
}
