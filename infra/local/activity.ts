/** What goes on in the runner at this moment, so that `drain` can tell when nothing does. */
export class Activity {
  readonly #running = new Map<string, number>()
  readonly #waiting = new Map<string, number>()

  /** Something runs until the returned function is called. */
  begin(what: string): () => void {
    return enter(this.#running, what)
  }

  /** Something waits for the clock, such as a retry in two minutes, until the returned function is called. */
  await(what: string): () => void {
    return enter(this.#waiting, what)
  }

  /** Marks `work` as running until it settles. */
  async during<T>(what: string, work: () => Promise<T>): Promise<T> {
    const end = this.begin(what)
    try {
      return await work()
    } finally {
      end()
    }
  }

  running(): string[] {
    return described(this.#running)
  }

  waitingForTime(): string[] {
    return described(this.#waiting)
  }
}

const enter = (counts: Map<string, number>, what: string): (() => void) => {
  counts.set(what, (counts.get(what) ?? 0) + 1)
  let ended = false
  return () => {
    if (ended) return
    ended = true
    const left = (counts.get(what) ?? 1) - 1
    if (left === 0) counts.delete(what)
    else counts.set(what, left)
  }
}

const described = (counts: ReadonlyMap<string, number>): string[] =>
  [...counts].map(([what, count]) => (count === 1 ? what : `${what} (${count})`))
