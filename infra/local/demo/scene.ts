/**
 * A scene that is played in the stand-in shop, so that clocks can be watched: a VIP with an urgent question is not
 * answered within a minute. Warned after 30 s, breached after 60 s, the assignee is asked, on-call is paged 15 s later
 * and acknowledges; at last somebody answers, and the escalation stands down by itself. Under two minutes of story time.
 */
import type { Actions } from '../chatwoot/actions.ts'
import type { Shop } from '../chatwoot/seed-shop.ts'
import type { Clock, Timer } from '../clock.ts'
import { isObject } from '../json.ts'
import type { DeskApi } from './desk-api.ts'
import { EXPRESS } from './documents.ts'

export type SceneDeps = {
  readonly clock: Clock
  readonly actions: Pick<
    Actions,
    'customerOpens' | 'prioritise' | 'replaceLabels' | 'assign' | 'operatorReplies' | 'resolve'
  >
  readonly shop: Pick<Shop, 'contacts' | 'operators' | 'inboxes'>
  /** Somebody on call. */
  readonly onCall: DeskApi
  /** Until the first scene, story milliseconds. */
  readonly firstMs: number
  readonly report: (text: string) => void
}

/** Story milliseconds after the scene began. */
const PLAN = { sorted: 1_000, acknowledged: 80_000, again: 30 * 60_000 } as const
/** And after somebody has acknowledged. */
const THEN = { answered: 12_000, resolved: 75_000 } as const
/** The second rung may still be on its way: a faster clock leaves it less real time. */
const LOOKS = 20
const LOOK_AGAIN_MS = 2_000

/** Plays it a first time soon, and then every half hour of story time, until stopped. */
export function playScenes({ clock, actions, shop, onCall, firstMs, report }: SceneDeps): { stop(): void } {
  const timers = new Set<Timer>()
  let scenes = 0
  const at = (ms: number, play: () => void): void => {
    const timer = clock.at(ms, () => {
      timers.delete(timer)
      play()
    })
    timers.add(timer)
  }

  const acknowledge = async (displayId: number): Promise<boolean> => {
    const answer = await onCall.get(`/v1/conversations/${displayId}`)
    const escalations = isObject(answer.conversation) ? answer.conversation.escalations : undefined
    const [first] = Array.isArray(escalations) ? escalations : []
    if (!isObject(first) || typeof first.id !== 'string' || Number(first.rung) < 1) return false
    await onCall.post(`/v1/escalations/${first.id}/acknowledge`, {})
    return true
  }
  const tryAcknowledging = (displayId: number, looks: number, then: () => void): void => {
    acknowledge(displayId).then(
      (done) => {
        if (!done && looks > 1)
          return at(clock.now() + LOOK_AGAIN_MS, () => tryAcknowledging(displayId, looks - 1, then))
        if (!done) report(`conversation ${displayId}: nothing to acknowledge`)
        then()
      },
      (error: unknown) =>
        report(`conversation ${displayId}: ${error instanceof Error ? error.message : String(error)}`),
    )
  }

  const finish = (displayId: number, operatorId: number): void => {
    const ackedAtMs = clock.now()
    at(ackedAtMs + THEN.answered, () => {
      const text = 'We are so sorry. The shop in the valley has poles for you.'
      actions.operatorReplies(displayId, operatorId, text)
    })
    at(ackedAtMs + THEN.resolved, () => actions.resolve(displayId, operatorId))
  }

  const play = (): void => {
    const startMs = clock.now()
    const contact = shop.contacts[scenes % shop.contacts.length]
    const operator = shop.operators.find(
      ({ availability, id }) => availability === 'online' && shop.inboxes.website.memberIds.has(id),
    )
    scenes += 1
    at(startMs + PLAN.again, play)
    if (contact === undefined || operator === undefined) return
    const displayId = actions.customerOpens({
      contactId: contact.id,
      inboxId: shop.inboxes.website.id,
      additionalAttributes: { scene: true },
      text: 'I am at the trailhead and my tent has no poles. Can you help me right now?',
    })
    at(startMs + PLAN.sorted, () => {
      actions.prioritise(displayId, EXPRESS.priority)
      actions.replaceLabels(displayId, [EXPRESS.label], operator.id)
      actions.assign(displayId, operator.id, operator.id)
    })
    at(startMs + PLAN.acknowledged, () => tryAcknowledging(displayId, LOOKS, () => finish(displayId, operator.id)))
  }

  at(clock.now() + firstMs, play)
  return {
    stop() {
      for (const timer of timers) clock.clear(timer)
    },
  }
}
