import { homeZone } from '#domain/home-zone'
import { performGrades } from '#functions/grade/perform-grades'
import { uniformOf } from '#runtime/digest'
import { approvalReads } from '#store/approval-reads'
import { conversationNow } from '#store/conversation-now'
import { gradeStore } from '#store/grades'
import { policyStore } from '#store/policies'
import { policyBook } from '#store/policy-book'
import { switchBook, switchStore } from '#store/switches'
import { languageDetector } from '#text/language'
import { DEFAULT_QUALITY_MODEL } from '#text/quality/default-model'
import { readConduct } from '#text/quality/read-conduct'
import type { Rehearser } from './rehearse.ts'
import { onPaper } from './world.ts'

/** What was read is graded, once. What was resolved is not read anew on paper: the worker will see. */
export const rehearseGrades: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  const onFault = (error: unknown) => watch.log.fault('documents', error)
  const switches = switchBook(switchStore(table), { now, onFault })
  const policies = policyBook(policyStore(table), { now, onFault })
  const grades = gradeStore(table)
  return {
    work: (messages) =>
      performGrades(messages, {
        now,
        isOff: (account) => switches.isOff(account, 'grade'),
        conversation: conversationNow(table),
        approvalsOf: approvalReads(table).approvalsOf,
        document: (account) => policies.quality(account),
        readConduct: async (read, { account, resolvedAtMs }) =>
          readConduct(
            read.map(({ id, ...message }) => ({ ...message, messageId: id })),
            {
              resolvedAtMs,
              timeZone: homeZone((await policies.sla(account)).document),
              languageOf: await languageDetector(),
              model: DEFAULT_QUALITY_MODEL,
            },
          ),
        uniform: uniformOf,
        async recordGrade(grade) {
          const recorded = await grades.recordGrade(grade)
          if (recorded === 'recorded') watch.would('grades the conversation')
          return recorded
        },
        request: async () => watch.would('has the conversation read, to grade it'),
        sendLater: async () => watch.would('asks for the conversation again later'),
        count: watch.count,
        log: watch.log,
      }),
    effectOf: ({ does, code }) =>
      does.length > 0
        ? { effect: 'applies', code: null, does }
        : { effect: 'nothing_new', code: code ?? 'graded_or_open_again', does },
  }
}
