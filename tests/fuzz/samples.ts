/** The sample webhooks, read once a process. */
import { readFileSync } from 'node:fs'
import { webhookFixtures } from '#tests/support/chatwoot-fixtures'

const directory = new URL('../fixtures/chatwoot/', import.meta.url)
const bytes = new Map(webhookFixtures.map((name) => [name, readFileSync(new URL(name, directory))]))
const documents = new Map(
  [...bytes].map(([name, body]): [string, unknown] => [name, JSON.parse(body.toString('utf8'))]),
)

export const SAMPLES: readonly string[] = webhookFixtures
/** Those that tell of a conversation, so that a healthy one is always seen to be applied. */
export const TELLING = SAMPLES.filter((name) =>
  /^(conversation_(updated|created|status)|message_created_(incoming|outgoing_user))/.test(name),
)

export function sampleBytes(name: string): Buffer {
  const body = bytes.get(name)
  if (body === undefined) throw new Error(`no sample ${name}`)
  return body
}

/** Not to be changed: `changed` makes a copy. */
export const sampleDocument = (name: string): unknown => documents.get(name)
