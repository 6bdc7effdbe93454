import { type Actions, createActions } from '#infra/local/chatwoot/actions'
import type { World } from '#infra/local/chatwoot/conversation-save'
import type { Conversation } from '#infra/local/chatwoot/model'
import { createOutbox, type Occurrence } from '#infra/local/chatwoot/outbox'
import type { JsonObject } from '#infra/local/chatwoot/rails-json'
import { seededRandom } from '#infra/local/chatwoot/random'
import { type Shop, seedShop } from '#infra/local/chatwoot/seed-shop'
import { createStore, type Store } from '#infra/local/chatwoot/store'
import { type ManualClock, manualClock } from '#infra/local/clock'

export const START_MS = Date.UTC(2026, 8, 14, 9)

export type InMemoryChatwoot = {
  readonly clock: ManualClock
  readonly store: Store
  readonly shop: Shop
  readonly world: World
  readonly actions: Actions
  /** Runs the action and returns what it announced. */
  during(action: () => unknown): Occurrence[]
  /** The payloads of one event among what the action announced. */
  payloads(event: string, action: () => unknown): JsonObject[]
  row(displayId: number): Conversation
}

/** The stand-in without HTTP: its rows, its rules, and what it would send. */
export function inMemoryChatwoot(seed = 1): InMemoryChatwoot {
  const clock = manualClock(START_MS)
  const store = createStore({ clock, seed, account: { id: 1, name: 'Harbor Lane Outfitters' } })
  let announced: Occurrence[] = []
  const outbox = createOutbox(seededRandom(seed), (occurrence) => announced.push(occurrence))
  const world = { store, outbox }
  const shop = seedShop(world)
  const during = (action: () => unknown): Occurrence[] => {
    announced = []
    action()
    return announced
  }
  return {
    clock,
    store,
    shop,
    world,
    actions: createActions(world),
    during,
    payloads: (event, action) =>
      during(action)
        .filter((occurrence) => occurrence.event === event)
        .map(({ payload }) => payload),
    row(displayId) {
      const conversation = store.conversation(displayId)
      if (!conversation) throw new Error(`no conversation ${displayId}`)
      return conversation
    },
  }
}
