/** The labelled sets in `shared/data`, as far as they are there. Nothing of them is kept in this repository. */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export type Row = Readonly<Record<string, unknown>>
export type Labelled = { readonly text: string; readonly topic: string }

/** Label of what belongs to no topic: taught to no model. */
export const OUT_OF_SCOPE: ReadonlySet<string> = new Set(['oos', 'NO_NODES_DETECTED'])

/** The rows of a file of JSON lines; undefined where there is no such file. */
export function rowsOf(...path: readonly string[]): Row[] | undefined {
  const file = join(...path)
  if (!existsSync(file)) return undefined
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => JSON.parse(line) as Row)
}

export const textIn = (row: Row): string =>
  typeof row.text === 'string' ? row.text : [row.title, row.body].filter((part) => typeof part === 'string').join('\n')

export const labelled = (rows: readonly Row[], label: string): Labelled[] =>
  rows.map((row) => ({ text: textIn(row), topic: String(row[label]) }))

/** The texts of a chat's customer turns. */
export const turnsIn = (row: Row): string[] =>
  Array.isArray(row.turns) ? row.turns.map((turn: { readonly text: string }) => turn.text) : []
