/** Who wants to hear of something; each hears everything in order, synchronously, after it has happened. */
export class Listeners<Args extends readonly unknown[]> {
  readonly #listeners = new Set<(...args: Args) => void>()

  add(listener: (...args: Args) => void): () => void {
    // a wrapper of its own, so that the same function may listen twice and leave once
    const own = (...args: Args): void => listener(...args)
    this.#listeners.add(own)
    return () => {
      this.#listeners.delete(own)
    }
  }

  tell(...args: Args): void {
    for (const listener of [...this.#listeners]) listener(...args)
  }
}
