import { readPromise } from '#text/read-promise'

/** Wednesday morning, 10:20. Nothing below depends on daylight saving: the table is read in UTC. */
const WRITTEN_AT_MS = Date.UTC(2026, 2, 4, 10, 20)

/** Lines of "2026-03-04T12:20 duration | We will ...", as rows of reply and expectation. */
export const promisesIn = (table: string): { reply: string; expected: string }[] =>
  linesOf(table).map((line) => {
    const at = line.indexOf('|')
    return { expected: line.slice(0, at).trim().replace(/\s+/g, ' '), reply: line.slice(at + 1).trim() }
  })

export const linesOf = (table: string): string[] =>
  table
    .trim()
    .split('\n')
    .map((line) => line.trim())

/** What is read from a reply, in the words of the table. */
export function readAs(reply: string, locale: string): string | null {
  const promised = readPromise(reply, { writtenAtMs: WRITTEN_AT_MS, timeZone: 'UTC', locale })
  return promised === null ? null : `${new Date(promised.dueAtMs).toISOString().slice(0, 16)} ${promised.kind}`
}
