/**
 * Lets what runs at once take turns: all that is done through it is done one after the other, and who goes next is drawn.
 * So one seed is one order of every read, write and call that several workers make, and the next seed is another.
 */
export type Turns = {
  inTurn<Args extends readonly unknown[], Value>(
    call: (...args: Args) => Promise<Value>,
  ): (...args: Args) => Promise<Value>
}

const allElse = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

export function turns(random: () => number): Turns {
  const waiting: (() => Promise<void>)[] = []
  let going = false
  const go = async (): Promise<void> => {
    going = true
    // what begins together is drawn from together
    await allElse()
    while (waiting.length > 0) {
      const [next] = waiting.splice(Math.floor(random() * waiting.length), 1)
      await next?.()
      await allElse()
    }
    going = false
  }
  return {
    inTurn:
      (call) =>
      (...args) =>
        new Promise((resolve, reject) => {
          waiting.push(() => call(...args).then(resolve, reject))
          if (!going) void go()
        }),
  }
}
