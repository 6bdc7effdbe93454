/** How an action ends: its item says so, a metric counts it, and the log has a line with its ids. */
import type { Action } from '#domain/action'
import { DONE, type Outcome, RETRY } from '#runtime/sqs-batch'
import type { Ending } from './ending.ts'
import type { ActDeps, Fields } from './perform-actions.ts'

export function settled(action: Action, ending: Ending, deps: ActDeps): Promise<Outcome> {
  switch (ending.kind) {
    case 'applied':
      return applied(action, ending.already, deps)
    case 'later':
      return later(action, ending, deps)
    case 'failed':
      return failed(action, ending, deps)
    case 'superseded':
      return superseded(action, ending.code, deps)
    case 'unapproved':
      return unapproved(action, ending.code, deps)
    case 'drafted':
      return drafted(action, ending.code, deps)
  }
}

async function applied(action: Action, already: boolean, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'applied' })
  deps.count('ActionsApplied')
  if (already) deps.count('ActionsRepeated')
  deps.log.info('action_applied', { ...about(action), already, tookMs: deps.now() - action.requestedAtMs })
  return DONE
}

async function failed(action: Action, ending: Ending & { kind: 'failed' }, deps: ActDeps): Promise<Outcome> {
  const { code, restored } = ending
  await deps.settle(action, { state: 'failed', code })
  deps.count('ActionsFailed')
  deps.log.error('action_failed', { ...about(action), error: code, restored })
  return DONE
}

export async function superseded(action: Action, code: string, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'superseded', code })
  deps.count('ActionsSuperseded')
  deps.log.info('action_superseded', { ...about(action), why: code })
  return DONE
}

/** Chatwoot is not to be asked for anything just now. The tick sends it again when that is over. */
export async function held(action: Action, deps: ActDeps): Promise<Outcome> {
  if (await deps.hold(action)) {
    deps.count('ActionsHeld')
    deps.log.info('action_held', about(action))
  }
  return DONE
}

/** Ordinary life: the customer wrote again, or it took too long. A person has to look at it once more. */
async function unapproved(action: Action, code: string, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'failed', code })
  deps.count('RepliesUnapproved')
  deps.log.warn('reply_unapproved', { ...about(action), why: code })
  return DONE
}

/** The draft has taken its place: a person decides whether it still fits. */
async function drafted(action: Action, code: string, deps: ActDeps): Promise<Outcome> {
  await deps.settle(action, { state: 'superseded', code })
  deps.count('RepliesTooOld')
  deps.log.warn('reply_drafted', { ...about(action), why: code, ageMs: deps.now() - action.requestedAtMs })
  return DONE
}

/** Not giving Backdesk a token is a choice: the account is watched, and nothing is written to it. */
export async function withoutAccess(action: Action, deps: ActDeps): Promise<Outcome> {
  const code = 'no_chatwoot_access'
  await deps.settle(action, { state: 'failed', code })
  deps.count('ActionsWithoutAccess')
  deps.log.warn(code, about(action))
  return DONE
}

/** Denied ones end in the dead-letter queue unless the token is put right meanwhile: from there they can be sent again. */
export async function later(
  action: Action,
  { code, denied, afterS }: Pick<Ending & { kind: 'later' }, 'code' | 'denied' | 'afterS'>,
  deps: ActDeps,
): Promise<Outcome> {
  if (denied) {
    deps.book.doubt()
    deps.log.error(code, about(action))
  } else {
    deps.log.warn('action_postponed', { ...about(action), error: code })
  }
  await deps.noteError(action, code)
  return afterS === undefined ? RETRY : { kind: 'retry', afterS }
}

export const about = ({ id, account, conversationId, verb, reason, correlationId }: Action): Fields => ({
  actionId: id,
  account,
  conversationId,
  verb,
  reason,
  correlationId,
})
