import type { SQSRecord } from 'aws-lambda'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { openMessage } from './open-message.ts'
import type { RouteDeps } from './route-deps.ts'
import { type Pass, runPass } from './run-pass.ts'

/** Accounts looked at at a time. */
const AT_ONCE = 4

const DECIDED: ReadonlySet<string> = new Set(['routing.asked.v1', 'routing.held.v1'])

/** Events of a batch about one account are one pass over all that waits there. */
export async function routeBatch(messages: readonly SQSRecord[], deps: RouteDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const passes = new Map<string, Pass & { readonly messageIds: string[] }>()
  const passOf = (account: string) => {
    const pass = passes.get(account) ?? {
      account,
      hints: new Map(),
      sweep: false,
      returned: false,
      messageIds: [] as string[],
    }
    passes.set(account, pass)
    return pass
  }
  for (const { messageId, body } of messages) {
    const message = openMessage(body)
    if (message.kind === 'malformed') {
      outcomes.set(messageId, { kind: 'dead', reason: 'malformed_message', detail: message.problem })
    } else if (message.kind === 'sweep') {
      // a sweep that fails for one account is not repeated for all: the next one comes within a minute
      outcomes.set(messageId, DONE)
      for (const account of await deps.accounts()) passes.set(account, { ...passOf(account), sweep: true })
    } else {
      const { account, conversationId, correlationId, type } = message
      const pass = passOf(account)
      // several events of one conversation are one hint, and none of them may hide that a decision has to be sent
      const decided = DECIDED.has(type) || (conversationId !== null && pass.hints.get(conversationId)?.decided === true)
      if (conversationId !== null) pass.hints.set(conversationId, { correlationId, decided })
      passes.set(account, { ...pass, returned: pass.returned || conversationId === null })
      pass.messageIds.push(messageId)
    }
  }
  await eachLimited([...passes.values()], AT_ONCE, async (pass) => {
    const outcome = await ended(pass, deps)
    for (const messageId of pass.messageIds) outcomes.set(messageId, outcome)
  })
  return outcomes
}

async function ended(pass: Pass, deps: RouteDeps): Promise<Outcome> {
  try {
    return (await runPass(pass, deps)) === 'done' ? DONE : RETRY
  } catch (error) {
    deps.log.fault('pass_failed', error, { account: pass.account })
    return RETRY
  }
}
