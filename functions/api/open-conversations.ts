import type { Conversation } from '#domain/conversation'
import type { Reads } from './reads.ts'

const PAGE = 100
const MOST = 200

/** Up to 200 of them; the next deadlines first: that is where a change is felt. */
export async function openConversations(account: string, reads: Pick<Reads, 'queuePage'>) {
  const conversations: Conversation[] = []
  let cursor: string | null = null
  do {
    const list = { account, status: 'open', sort: 'deadline', filters: {} } as const
    const page = await reads.queuePage(list, { cursor, limit: PAGE })
    if ('badCursor' in page) throw new Error('a cursor of our own was refused')
    conversations.push(...page.items)
    cursor = page.nextCursor
  } while (cursor !== null && conversations.length < MOST)
  return { conversations, complete: cursor === null }
}
