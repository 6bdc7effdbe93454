/** The frozen example of every domain event. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ConversationEvent } from '#events/conversation-events'

const FOLDER = 'tests/fixtures/events'

export const frozenExamples = (): ConversationEvent[] =>
  readdirSync(FOLDER)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(FOLDER, name), 'utf8')) as ConversationEvent)
