import { parseJson } from './json.ts'
import type { Report } from './surroundings.ts'

export type Terminal = {
  /** A step of the start, with the time it took. */
  step(text: string): void
  report(report: Report): void
  print(text: string): void
}

type Stream = { write(text: string): unknown; isTTY?: boolean }

/**
 * What the person at the terminal sees. Function output is shown when it is a warning or worse, or all of it with
 * `verbose`.
 * @param now real milliseconds since the start, for the times of steps
 */
export const terminal = (stream: Stream, options: { verbose: boolean; now: () => number }): Terminal => {
  const paint = (code: number, text: string) => (stream.isTTY === true ? `\u001b[${code}m${text}\u001b[0m` : text)
  const print = (text: string): void => void stream.write(`${text}\n`)
  return {
    print,
    step: (text) => {
      const seconds = (options.now() / 1000).toFixed(1).padStart(5)
      print(`${paint(2, `${seconds} s`)}  ${text}`)
    },
    report: ({ level, source, text }) => {
      const shown = level === 'info' ? severityOf(text) : level
      if (shown === 'info' && !options.verbose && source !== 'alarm' && source !== 'runner') return
      const colour = shown === 'error' ? 31 : shown === 'warning' ? 33 : 2
      print(`${paint(colour, shown.padEnd(7))} ${paint(1, source)} ${text}`)
    },
  }
}

/** The level that a log line of a function gives itself. */
const severityOf = (line: string): Report['level'] => {
  const level = /"level":\s*("[a-z]+")/i.exec(line)?.[1]
  const name = level === undefined ? '' : String(parseJson(level)).toLowerCase()
  if (name === 'error' || name === 'fatal' || name === 'critical') return 'error'
  return name === 'warn' || name === 'warning' ? 'warning' : 'info'
}
