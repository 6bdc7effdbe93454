/** Labelled files of somebody's own: what is taught and tried, or what is wrong with them. */
import { existsSync, readFileSync } from 'node:fs'
import { labelled, OUT_OF_SCOPE, type Row, textIn, turnsIn } from './labelled-sets.ts'
import type { Scenario } from './scenarios.ts'

/** What whoever called has to put right. */
export class EvalFault extends Error {}

const LABELS = ['topic', 'label', 'intent', 'team', 'domain'] as const

type Chat = { readonly turns: readonly string[]; readonly topic: string }
export type Own =
  | { readonly kind: 'texts'; readonly scenario: Scenario /** By text tried. */; readonly ids: readonly string[] }
  | { readonly kind: 'chats'; readonly taught: readonly Chat[]; readonly tried: readonly Chat[] }

/** @throws EvalFault naming file and line; never what it says. */
export function ownFiles(train: string, test: string, label: string | undefined): Own {
  const [taught, tried] = [rowsIn(train), rowsIn(test)]
  const name = label ?? LABELS.find((one) => taught[0]?.[one] !== undefined)
  if (name === undefined)
    throw new EvalFault(`${train} has none of the fields ${LABELS.join(', ')}: name it by --label`)
  for (const [file, rows] of [
    [train, taught],
    [test, tried],
  ] as const)
    checkRows(file, rows, name)
  if (taught.some((row) => row.turns !== undefined)) {
    const chat = (row: Row): Chat => ({ turns: turnsIn(row), topic: String(row[name]) })
    return { kind: 'chats', taught: taught.map(chat), tried: tried.map(chat) }
  }
  const bots = [...new Set(taught.map(({ bot }) => bot))]
  const stranger = tried.findIndex(({ bot }) => !bots.includes(bot))
  if (stranger >= 0) throw new EvalFault(`line ${stranger + 1} of ${test} is of a \`bot\` that ${train} does not teach`)
  const of = (rows: readonly Row[], bot: unknown): Row[] => rows.filter((row) => row.bot === bot)
  const parts = bots.map((bot) => ({
    taught: labelled(of(taught, bot), name).filter(({ topic }) => !OUT_OF_SCOPE.has(topic)),
    tried: labelled(of(tried, bot), name),
  }))
  if (parts.some((part) => new Set(part.taught.map(({ topic }) => topic)).size < 2))
    throw new EvalFault(`${train} teaches fewer than two of \`${name}\`: there is nothing to tell apart`)
  const ids = bots.flatMap((bot) => of(tried, bot).map((row, at) => String(row.id ?? at + 1)))
  return { kind: 'texts', scenario: { name: `${test}, ${name}`, parts }, ids }
}

function rowsIn(file: string): Row[] {
  if (!existsSync(file)) throw new EvalFault(`${file} is not there`)
  const rows = readFileSync(file, 'utf8')
    .split('\n')
    .flatMap((line, at) => (line.trim() === '' ? [] : [rowIn(line, `line ${at + 1} of ${file}`)]))
  if (rows.length === 0) throw new EvalFault(`${file} is empty`)
  return rows
}

function rowIn(line: string, where: string): Row {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch {
    throw new EvalFault(`${where} is no JSON`)
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw new EvalFault(`${where} is no JSON object`)
  return row as Row
}

function checkRows(file: string, rows: readonly Row[], label: string): void {
  rows.forEach((row, at) => {
    const where = `row ${at + 1} of ${file}`
    if (typeof row[label] !== 'string') throw new EvalFault(`${where} has no text in \`${label}\``)
    if (textIn(row) === '' && turnsIn(row).length === 0)
      throw new EvalFault(`${where} has no \`text\`, \`title\` and \`body\`, or \`turns\``)
  })
}
