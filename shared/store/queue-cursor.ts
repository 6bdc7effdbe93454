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

/**
 * Null when the text is no cursor, or one of another list. The checksum is no signature: whoever makes a cursor up gets
 * what the request may read anyway, and `keys`, how a sort key of the list begins, keeps it from being a fault of ours.
 */
export function decodeCursor(scope: readonly unknown[], cursor: string, keys: RegExp): Position | null {
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Array.isArray(parts) || parts.length !== 3) return null
  const [after, conversationId, sum] = parts as unknown[]
  if (typeof after !== 'string' || !keys.test(after)) return null
  if (typeof conversationId !== 'number' || !Number.isSafeInteger(conversationId) || conversationId < 0) return null
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
