/** The frozen example of every event of conversations: what a ledger shows. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConversationEvent } from '#events/conversation-events'

const FOLDER = 'tests/fixtures/events'

export const frozenExamples = (): ConversationEvent[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json') && !name.startsWith('operator.'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as ConversationEvent)
