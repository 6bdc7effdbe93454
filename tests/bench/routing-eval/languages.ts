import { languageDetector } from '#text/language'
import { plainText } from '#text/plain-text'
import { rowsOf, textIn } from './labelled-sets.ts'

export type LanguageRow = { readonly characters: number; readonly told: number; readonly right: number }

/** Undefined where the set is not there. */
export async function languageFigures(data: string): Promise<LanguageRow[] | undefined> {
  const rows = rowsOf(data, 'sumo-topics', 'language.jsonl')
  if (rows === undefined) return undefined
  const languageOf = await languageDetector()
  return [10_000, 80, 30].map((characters) => {
    const told = rows.map((row) => languageOf(plainText(textIn(row)).slice(0, characters)))
    const right = rows.filter((row, at) => String(row.locale).slice(0, 2) === told[at]).length
    const silent = told.filter((one) => one === null).length
    return { characters, told: 1 - silent / rows.length, right: right / (rows.length - silent) }
  })
}
