/** A binary heap of instants: the next one is read at once, adding and taking cost the logarithm of its size. */
export class Deadlines<T> {
  readonly #heap: { readonly atMs: number; readonly value: T }[] = []

  add(atMs: number, value: T): void {
    const heap = this.#heap
    const entry = { atMs, value }
    let i = heap.push(entry) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      const above = heap[parent]
      if (above === undefined || above.atMs <= atMs) break
      heap[i] = above
      i = parent
    }
    heap[i] = entry
  }

  /** The earliest instant, or undefined. */
  next(): number | undefined {
    return this.#heap[0]?.atMs
  }

  /** Takes the earliest value if it is due. */
  takeDue(nowMs: number): T | undefined {
    const heap = this.#heap
    const first = heap[0]
    if (first === undefined || first.atMs > nowMs) return undefined
    const last = heap.pop()
    if (last !== undefined && last !== first) this.#sink(last)
    return first.value
  }

  clear(): void {
    this.#heap.length = 0
  }

  #sink(entry: { readonly atMs: number; readonly value: T }): void {
    const heap = this.#heap
    let i = 0
    for (;;) {
      const left = heap[2 * i + 1]
      const right = heap[2 * i + 2]
      const child = right !== undefined && left !== undefined && right.atMs < left.atMs ? 2 * i + 2 : 2 * i + 1
      const below = heap[child]
      if (below === undefined || below.atMs >= entry.atMs) break
      heap[i] = below
      i = child
    }
    heap[i] = entry
  }
}
