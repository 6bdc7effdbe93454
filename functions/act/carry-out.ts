import type { ChatwootVerbs } from '#chatwoot/verbs'
import type { Action } from '#domain/action'
import { archiveArticle } from './archive-article.ts'
import { HARMLESS, isHopeless, ONLY_UNLESS_DONE, twice, type Waiting } from './call-twice.ts'
import { changeConversation } from './change-conversation.ts'
import { createArticle } from './create-article.ts'
import { ALREADY, APPLIED, type Ending, endingOf, endingOfMessage, REFUSED } from './ending.ts'
import { type ReplyDeps, sendReply } from './send-reply.ts'
import type { ArticleChangeDeps } from './settle-change.ts'
import { updateArticle } from './update-article.ts'

/** One try at an action. */
export type Try = {
  /** 1 at the first. Further ones cannot know what became of those before. */
  readonly attempts: number
  readonly firstTriedAtMs: number
  /** Tells the action's message from any other. */
  readonly key: string
}

export type CarryOutDeps = Waiting & ReplyDeps & ArticleChangeDeps
export type Means = { readonly chatwoot: ChatwootVerbs; readonly nth: Try }

/** Makes the calls of one try at an action. Throws nothing that Chatwoot causes. */
export function carryOut(action: Action, means: Means, deps: CarryOutDeps): Promise<Ending> {
  switch (action.verb) {
    case 'add_note':
      return addNote(action, means, deps)
    case 'send_public_reply':
      return sendReply(action, means, deps)
    case 'update_article':
      return updateArticle(action, means, deps)
    case 'create_article':
      return createArticle(action, means, deps)
    case 'archive_article':
      return archiveArticle(action, means, deps)
    default:
      return changeConversation(action, means, deps)
  }
}

/**
 * A note posted twice is two notes. So a try that is not the first looks for the note of those before, and a call that
 * may have arrived is never repeated at once: the server may still be at it, and would not show the note yet.
 */
async function addNote(
  { conversationId, text, mention, mentionTeam }: Action & { verb: 'add_note' },
  { chatwoot, nth: { attempts, firstTriedAtMs, key } }: Means,
  deps: Waiting,
): Promise<Ending> {
  if (attempts > 1) {
    const found = await twice(() => chatwoot.findOwn(conversationId, { key, sinceMs: firstTriedAtMs }), HARMLESS, deps)
    if (found.kind !== 'ok') return endingOf(found)
    if (found.value !== null) return ALREADY
  }
  const note = { text, mention, mentionTeam, key }
  const added = await twice(() => chatwoot.addNote(conversationId, note), ONLY_UNLESS_DONE, deps)
  if (isHopeless(added, attempts)) {
    const found = await chatwoot.findOwn(conversationId, { key, sinceMs: firstTriedAtMs })
    if (found.kind === 'ok') return found.value === null ? REFUSED : ALREADY
  }
  if (added.kind !== 'ok') return endingOfMessage(added)
  return added.value.private ? APPLIED : { kind: 'failed', code: 'note_not_private' }
}
