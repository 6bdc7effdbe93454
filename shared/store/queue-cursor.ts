/**
 * Cursors: where a page ended, as opaque text. A cursor holds a position only, never a partition: the next page reads
 * the partition that its own request names, so a forged cursor reaches nothing new. The checksum refuses a cursor that
 * was made for another account or other filters, where it would silently skip items.
 */
import { createHash } from 'node:crypto'

export type Position = {
  /** Sort key of the last entry taken. */
  readonly after: string
  /** Conversation of that entry, part of an index entry's full key. 0 where there is none. */
  readonly conversationId: number
}

const checksum = (scope: readonly unknown[], position: Position): string =>
  createHash('sha256')
    .update(JSON.stringify([scope, position.after, position.conversationId]))
    .digest('base64url')
    .slice(0, 16)

/** `scope` is everything that chooses the list: account, order and filters. */
export const encodeCursor = (scope: readonly unknown[], position: Position): string =>
  Buffer.from(JSON.stringify([position.after, position.conversationId, checksum(scope, position)])).toString(
    'base64url',
  )

/** Null when the text is no cursor, or one of another list. */
export function decodeCursor(scope: readonly unknown[], cursor: string): Position | null {
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Array.isArray(parts) || parts.length !== 3) return null
  const [after, conversationId, sum] = parts as unknown[]
  if (typeof after !== 'string' || typeof conversationId !== 'number') return null
  const position = { after, conversationId }
  return sum === checksum(scope, position) ? position : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return null
    throw error
  }
}
