import type { Item } from '#store/paper-expressions'

type Range = {
  /** Included. */
  readonly low: string
  /** Excluded. */
  readonly high: string
  /** Where the page before ended. */
  readonly after: string | undefined
  readonly isForward: boolean
  readonly most: number
}

/** Items by their sort key, put in order when they are asked for: a million are filled in first, and read afterwards. */
export class Partition {
  readonly items = new Map<string, Record<string, unknown>>()
  #order: string[] | null = null

  set(key: string, item: Record<string, unknown>): void {
    if (!this.items.has(key)) this.#order = null
    this.items.set(key, item)
  }

  drop(key: string): void {
    if (this.items.delete(key)) this.#order = null
  }

  between({ low, high, after, isForward, most }: Range): Item[] {
    this.#order ??= [...this.items.keys()].sort()
    const order = this.#order
    const first =
      isForward && after !== undefined ? Math.max(place(order, low), place(order, `${after}\0`)) : place(order, low)
    const last =
      !isForward && after !== undefined ? Math.min(place(order, high), place(order, after)) : place(order, high)
    const found: Item[] = []
    for (let nth = 0; nth < last - first && found.length < most; nth++) {
      const item = this.items.get(order[isForward ? first + nth : last - 1 - nth] ?? '')
      if (item !== undefined) found.push(item)
    }
    return found
  }
}

/** Of the first key that is not below. */
function place(order: readonly string[], key: string): number {
  let [low, high] = [0, order.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((order[middle] ?? '') < key) low = middle + 1
    else high = middle
  }
  return low
}
