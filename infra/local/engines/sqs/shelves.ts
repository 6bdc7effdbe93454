import type { StoredMessage } from './message.ts'

/** Visible messages of a queue, in the order in which they are handed out. */
export type Shelf = {
  put(m: StoredMessage): void
  /** The next message that may be handed out now; it counts as out until `settle`. */
  take(): StoredMessage | undefined
  /** Called at the start of a receive, so that messages of one group may go out together. */
  startReceive(): void
  /** Called at its end. */
  endReceive(): void
  /** A message handed out has been deleted, or goes back (then `put` follows). */
  settle(m: StoredMessage): void
  remove(m: StoredMessage): void
  all(): StoredMessage[]
  readonly size: number
  clear(): void
}

/** Standard queue: first in, first out by and large; a message that comes back goes to the end. */
export class StandardShelf implements Shelf {
  #messages: (StoredMessage | undefined)[] = []
  #head = 0
  #count = 0

  put(m: StoredMessage): void {
    this.#messages.push(m)
    this.#count++
  }

  take(): StoredMessage | undefined {
    while (this.#head < this.#messages.length) {
      const m = this.#messages[this.#head]
      this.#messages[this.#head++] = undefined
      if (this.#head > 1024 && this.#head * 2 > this.#messages.length) this.#compact()
      if (m !== undefined) {
        this.#count--
        return m
      }
    }
    return undefined
  }

  startReceive(): void {}
  endReceive(): void {}
  settle(): void {}

  remove(m: StoredMessage): void {
    const i = this.#messages.indexOf(m, this.#head)
    if (i < 0) return
    this.#messages[i] = undefined
    this.#count--
  }

  all(): StoredMessage[] {
    return this.#messages.filter((m) => m !== undefined)
  }

  get size(): number {
    return this.#count
  }

  clear(): void {
    this.#messages = []
    this.#head = 0
    this.#count = 0
  }

  #compact(): void {
    this.#messages = this.#messages.slice(this.#head)
    this.#head = 0
  }
}

type Group = { readonly messages: StoredMessage[]; out: number }

/**
 * FIFO queue: strict order within a group; while a message of a group is out, the group waits. One receive may take several
 * messages of a group, and groups take turns.
 */
export class FifoShelf implements Shelf {
  readonly #groups = new Map<string, Group>()
  #count = 0
  /** Groups that were free when the running receive started, those next in turn first. */
  #free: [string, Group][] = []
  #served = new Set<string>()

  put(m: StoredMessage): void {
    const group = this.#group(m)
    let i = group.messages.length
    // a message that comes back takes its old place
    while (i > 0 && (group.messages[i - 1]?.sequence ?? '') > (m.sequence ?? '')) i--
    group.messages.splice(i, 0, m)
    this.#count++
  }

  startReceive(): void {
    this.#free = [...this.#groups].filter(([, g]) => g.out === 0 && g.messages.length > 0)
    this.#served.clear()
  }

  take(): StoredMessage | undefined {
    for (;;) {
      const [id, group] = this.#free[0] ?? []
      if (id === undefined || group === undefined) return undefined
      const m = group.messages.shift()
      if (m !== undefined) {
        group.out++
        this.#count--
        this.#served.add(id)
        return m
      }
      this.#free.shift()
    }
  }

  endReceive(): void {
    for (const id of this.#served) {
      const group = this.#groups.get(id)
      if (group === undefined) continue
      this.#groups.delete(id)
      if (group.out > 0 || group.messages.length > 0) this.#groups.set(id, group)
    }
    this.#free = []
  }

  settle(m: StoredMessage): void {
    const group = this.#group(m)
    group.out--
    if (group.out <= 0 && group.messages.length === 0) this.#groups.delete(m.groupId ?? '')
  }

  remove(m: StoredMessage): void {
    const group = this.#group(m)
    const i = group.messages.indexOf(m)
    if (i < 0) return
    group.messages.splice(i, 1)
    this.#count--
  }

  all(): StoredMessage[] {
    return [...this.#groups.values()].flatMap((g) => g.messages)
  }

  get size(): number {
    return this.#count
  }

  clear(): void {
    this.#groups.clear()
    this.#count = 0
  }

  #group(m: StoredMessage): Group {
    const id = m.groupId ?? ''
    let group = this.#groups.get(id)
    if (group === undefined) {
      group = { messages: [], out: 0 }
      this.#groups.set(id, group)
    }
    return group
  }
}
