import type { Log } from '#runtime/log'

/** What a worker did, or would have done, about one message: its counts, its log and the writes it meant. */
export type Seen = {
  readonly counts: ReadonlyMap<string, number>
  /** Names of faults that were caught. */
  readonly faults: readonly string[]
  /** In words, without a customer's or an operator's. */
  readonly does: readonly string[]
  /** A stable code that says why it ended as it did. */
  readonly code: string | null
}

export type Watching = {
  readonly count: (name: string, by?: number) => void
  readonly gauge: (name: string, value: number) => void
  readonly log: Log
  readonly would: (what: string) => void
  readonly because: (code: string) => void
  /** What was seen since the last call. */
  take(): Seen
}

/** Stands in for a worker's metrics and log, and remembers. */
export function watching(): Watching {
  let counts = new Map<string, number>()
  let faults: string[] = []
  let does: string[] = []
  let code: string | null = null
  return {
    count: (name, by = 1) => {
      if (by > 0) counts.set(name, (counts.get(name) ?? 0) + by)
    },
    gauge: () => undefined,
    log: {
      info: () => undefined,
      warn: () => undefined,
      error: () => undefined,
      fault: (where, error) => {
        faults.push(`${where}: ${error instanceof Error ? error.name : typeof error}`)
      },
    },
    would: (what) => does.push(what),
    because: (why) => {
      code = why
    },
    take() {
      const seen = { counts, faults, does, code }
      counts = new Map()
      faults = []
      does = []
      code = null
      return seen
    },
  }
}
