/** Rows of conversations into a file, page by page: what was interrupted goes on where it stood, and is whole when it is there. */
import { existsSync } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { conversationRow } from '#domain/analytics/conversation-row'
import { csvHead, csvLine, jsonLine } from '#domain/analytics/csv'
import type { DaySpan } from '#domain/analytics/rollup'
import { parsedJson } from '#runtime/json'
import type { FactPages } from '#store/fact-pages'
import { UsageFault } from './area.ts'

export const FORMATS = ['csv', 'jsonl'] as const
export type Format = (typeof FORMATS)[number]

export type RowsAsked = DaySpan & { readonly account: string; readonly format: Format; readonly path: string }
export type RowsExported = { readonly rows: number; readonly resumedAt: number; readonly path: string }
type Deps = { readonly page: FactPages['page']; readonly show: (text: string) => void }

/** How far an unfinished file is known to be right: everything behind `bytes` is written again. */
type Mark = { readonly of: string; readonly cursor: string; readonly bytes: number; readonly rows: number }

const PAGE = 100
const WRITTEN_AS: Readonly<Record<Format, typeof jsonLine>> = { csv: csvLine, jsonl: jsonLine }

/** @throws UsageFault where the file is there, or an unfinished one is of something else. */
export async function exportRows(asked: RowsAsked, { page, show }: Deps): Promise<RowsExported> {
  const { account, fromDay, toDay, format, path } = asked
  if (existsSync(path)) throw new UsageFault(`${path} is there already: name another file, or remove it`)
  const [unfinished, marked] = [`${path}.unfinished`, `${path}.unfinished.mark`]
  const of = [account, fromDay, toDay, format].join(' ')
  const mark = await markIn(marked, unfinished)
  if (mark !== null && mark.of !== of)
    throw new UsageFault(
      `${unfinished} is of "${mark.of}": end that one, remove it with its .mark, or name another file`,
    )
  const file = await open(unfinished, mark === null ? 'w' : 'r+', 0o600)
  try {
    let { cursor, bytes, rows }: { cursor: string | null; bytes: number; rows: number } = mark ?? START
    await file.truncate(bytes)
    if (mark === null && format === 'csv') bytes = await write(file, csvHead(), 0)
    const resumedAt = rows
    for (;;) {
      const found = await page(account, { fromDay, toDay, cursor, limit: PAGE })
      if ('badCursor' in found) throw new Error('a cursor of our own was refused')
      bytes = await write(file, found.facts.map((fact) => WRITTEN_AS[format](conversationRow(fact))).join(''), bytes)
      rows += found.facts.length
      cursor = found.nextCursor
      show(`${rows} conversations`)
      if (cursor === null) break
      await file.datasync()
      await note(marked, { of, cursor, bytes, rows })
    }
    await file.sync()
    await rename(unfinished, path)
    await rm(marked, { force: true })
    return { rows, resumedAt, path }
  } finally {
    await file.close()
  }
}

const START = { cursor: null, bytes: 0, rows: 0 }

async function write(file: FileHandle, text: string, at: number): Promise<number> {
  const bytes = Buffer.from(text, 'utf8')
  if (bytes.length > 0) await file.write(bytes, 0, bytes.length, at)
  return at + bytes.length
}

/** Whole or not at all: half a mark would be worse than the one before. */
async function note(path: string, mark: Mark): Promise<void> {
  await writeFile(`${path}.new`, JSON.stringify(mark), { mode: 0o600 })
  await rename(`${path}.new`, path)
}

async function markIn(path: string, of: string): Promise<Mark | null> {
  if (!existsSync(path) || !existsSync(of)) return null
  const mark = parsedJson(await readFile(path, 'utf8')) as Mark | undefined
  return typeof mark?.cursor === 'string' && typeof mark.bytes === 'number' ? mark : null
}
