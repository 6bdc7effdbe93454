import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Json } from './builders.ts'

const directory = fileURLToPath(new URL('../fixtures/chatwoot/', import.meta.url))

/** All sample webhook bodies by path, e.g. `message_created_private_note.json`, `legacy-4.2.0/…`. */
export const webhookFixtures: readonly string[] = ['', 'legacy-4.2.0/'].flatMap((folder) =>
  readdirSync(directory + folder)
    .filter((name) => name.endsWith('.json') && name !== 'signature_vectors.json')
    .map((name) => folder + name),
)

export const webhookFixture = (name: string): Json => JSON.parse(readFileSync(directory + name, 'utf8'))
