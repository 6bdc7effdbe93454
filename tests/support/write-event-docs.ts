/** Writes docs/events.md anew: `node --import tsx tests/support/write-event-docs.ts`. */
import { writeFileSync } from 'node:fs'
import { renderEventDocs } from '#events/event-docs'
import { eventDocsFile, eventExample } from './event-examples.ts'

writeFileSync(eventDocsFile, renderEventDocs(eventExample))
