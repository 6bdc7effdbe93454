/**
 * Questions that a canned response of the shop answers, so that drafts can be decided on: one customer asks and waits for
 * a person's yes; another asks too, and writes again, which voids the draft of the answer. Every half hour of story time.
 */
import type { Actions } from '../chatwoot/actions.ts'
import type { Shop } from '../chatwoot/seed-shop.ts'
import type { Clock, Timer } from '../clock.ts'

export type QuestionsDeps = {
  readonly clock: Clock
  readonly actions: Pick<Actions, 'customerOpens' | 'customerWrites'>
  readonly shop: Pick<Shop, 'contacts' | 'inboxes'>
  /** Until the first, story milliseconds. */
  readonly firstMs: number
}

/** Story milliseconds after the first question. */
const PLAN = { another: 8_000, writesAgain: 68_000, again: 30 * 60_000 } as const

/** The shop has a canned response for each of the two (chatwoot/shop-content.ts). */
export const QUESTIONS = {
  waits: 'Where are the poles of my tent? I cannot find them in the bag.',
  writesAgain: 'How do I wash my down jacket without ruining it?',
  more: 'It is the blue one, and it has a tear in the sleeve as well.',
} as const

export function playQuestions({ clock, actions, shop, firstMs }: QuestionsDeps): { stop(): void } {
  const timers = new Set<Timer>()
  let rounds = 0
  const at = (ms: number, play: () => void): void => {
    const timer = clock.at(ms, () => {
      timers.delete(timer)
      play()
    })
    timers.add(timer)
  }
  const play = (): void => {
    const startMs = clock.now()
    const inboxId = shop.inboxes.website.id
    // from the other end than the scene takes its customers
    const [patient, impatient] = [1, 2].map((nth) => shop.contacts.at(-((2 * rounds + nth) % shop.contacts.length)))
    rounds += 1
    at(startMs + PLAN.again, play)
    if (patient === undefined || impatient === undefined) return
    const open = (contactId: number, text: string) =>
      actions.customerOpens({ contactId, inboxId, additionalAttributes: { scene: true }, text })
    open(patient.id, QUESTIONS.waits)
    at(startMs + PLAN.another, () => open(impatient.id, QUESTIONS.writesAgain))
    at(startMs + PLAN.writesAgain, () => actions.customerWrites(impatient.id, inboxId, QUESTIONS.more))
  }
  at(clock.now() + firstMs, play)
  return {
    stop() {
      for (const timer of timers) clock.clear(timer)
    },
  }
}
