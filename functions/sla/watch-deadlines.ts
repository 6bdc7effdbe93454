import type { SQSRecord } from 'aws-lambda'
import type { DeadlineMessage, RefreshMessage } from '#domain/deadline-message'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { conversationPk } from '#store/keys'
import { readMessage } from './read-message.ts'
import { type Held, type ReevaluateDeps, reevaluate } from './reevaluate.ts'
import { type RefreshDeps, refreshPage } from './refresh-page.ts'

type Fields = Readonly<Record<string, string | number>>
/** A conversation's messages: the ids of all, and one of them. */
type Due = { readonly message: DeadlineMessage; readonly ids: readonly string[] }

export type SlaDeps = ReevaluateDeps &
  RefreshDeps & {
    /** Whether somebody has switched off `sla` for the account. */
    readonly isOff: (account: string) => Promise<boolean>
    readonly readMany: (
      keys: readonly { readonly account: string; readonly conversationId: number }[],
    ) => Promise<ReadonlyMap<string, Held>>
    readonly log: { fault(code: string, error: unknown, fields: Fields): void }
  }

/** Conversations looked at side by side. */
const AT_ONCE = 8

/**
 * Looks at the conversations whose instant has come: notes what their clocks passed, climbs their escalations, reminds of
 * their promises, each by one conditional write. Messages come several times and too early; a conversation that has
 * nothing to do by now is left alone. While it is switched off nothing is looked at, and nothing is lost. A refresh goes through an account's conversations after a document was activated.
 */
export async function watchDeadlines(messages: readonly SQSRecord[], deps: SlaDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const due = new Map<string, Due>()
  const refreshes: { id: string; message: RefreshMessage }[] = []
  for (const { messageId, body } of messages) {
    const read = readMessage(body)
    if (read.kind === 'unreadable') outcomes.set(messageId, { kind: 'dead', reason: 'unreadable', detail: read.detail })
    else if (read.kind === 'refresh') refreshes.push({ id: messageId, message: read })
    else {
      const pk = conversationPk(read.account, read.conversationId)
      due.set(pk, { message: read, ids: [...(due.get(pk)?.ids ?? []), messageId] })
    }
  }
  const held = await heldOf([...due.values()], deps)
  if (held !== undefined) {
    await eachLimited([...due], AT_ONCE, async ([pk, { message, ids }]) => {
      const outcome = await guarded(message, deps, async () =>
        (await deps.isOff(message.account)) ? wait(message, deps) : reevaluate(message, held.get(pk), deps),
      )
      for (const id of ids) outcomes.set(id, outcome)
    })
  }
  for (const { id, message } of refreshes) {
    outcomes.set(id, await guarded(message, deps, () => refreshPage(message, deps)))
  }
  return outcomes
}

/** Switched off: it comes up again after a minute, until it may be handled. Which instant it was stands in the table. */
const WAIT_MS = 60_000

async function wait(message: DeadlineMessage, deps: SlaDeps): Promise<undefined> {
  await deps.announce([{ ...message, atMs: deps.now() + WAIT_MS }])
  deps.count('DeadlinesWaiting')
  return undefined
}

/** `undefined` when there is nothing to read, or it could not be read: messages without an outcome are retried. */
async function heldOf(due: readonly Due[], deps: SlaDeps): Promise<ReadonlyMap<string, Held> | undefined> {
  if (due.length === 0) return undefined
  try {
    return await deps.readMany(due.map(({ message }) => message))
  } catch (error) {
    deps.log.fault('conversations_not_read', error, { conversations: due.length })
    return undefined
  }
}

/** One conversation that cannot be handled must not hold up the others. */
async function guarded(
  message: DeadlineMessage | RefreshMessage,
  deps: SlaDeps,
  work: () => Promise<Outcome | undefined>,
): Promise<Outcome> {
  try {
    return (await work()) ?? DONE
  } catch (error) {
    const { account, kind } = message
    deps.log.fault('deadline_failed', error, {
      account,
      kind,
      ...('conversationId' in message ? { conversationId: message.conversationId } : {}),
    })
    return RETRY
  }
}
