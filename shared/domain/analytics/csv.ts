/** Rows as CSV by RFC 4180: commas, CRLF, and quotes around what needs them. */
import { type Cell, COLUMNS, type ConversationRow } from './conversation-row.ts'

const NEEDS_QUOTES = /[",\r\n]/
/** Spreadsheets run what begins like this as a formula (OWASP, CSV injection); only text can be somebody's. */
const RUNS = /^[=+\-@\t\r]/

function cell(value: Cell | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const safe = RUNS.test(value) ? `'${value}` : value
  return NEEDS_QUOTES.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

const line = (cells: readonly string[]): string => `${cells.join(',')}\r\n`

export const csvHead = (): string => line(COLUMNS.map(({ name }) => name))
export const csvLine = (row: ConversationRow): string => line(COLUMNS.map(({ name }) => cell(row[name])))
export const jsonLine = (row: ConversationRow): string => `${JSON.stringify(row)}\n`
