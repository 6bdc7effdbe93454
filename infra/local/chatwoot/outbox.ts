import type { JsonObject } from './rails-json.ts'
import type { Random } from './random.ts'

/** An event of the account as every subscribed webhook will see it. */
export type Occurrence = { readonly event: string; readonly payload: JsonObject }

/**
 * Chatwoot's dispatcher. A payload is built from the row as it stands when a background job comes to it, so it may be
 * newer than the event it names (CONTRACT (a), pipeline 3): here half the payloads are built at the end of the action.
 */
export type Outbox = {
  emit(event: string, build: () => JsonObject): void
  /** Everything emitted inside goes out, in order, when the outermost action ends. */
  together<T>(action: () => T): T
}

export function createOutbox(random: Random, deliver: (occurrence: Occurrence) => void): Outbox {
  let depth = 0
  let held: Array<{ event: string; payload: () => JsonObject }> = []
  const flush = (): void => {
    const batch = held
    held = []
    for (const { event, payload } of batch) deliver({ event, payload: payload() })
  }
  return {
    emit(event, build) {
      if (depth > 0 && random.chance(0.5)) {
        held.push({ event, payload: build })
        return
      }
      const built = build()
      held.push({ event, payload: () => built })
      if (depth === 0) flush()
    },
    together(action) {
      depth += 1
      try {
        return action()
      } finally {
        depth -= 1
        // what was saved before a fault is committed in Chatwoot too, and its events go out
        if (depth === 0) flush()
      }
    },
  }
}
