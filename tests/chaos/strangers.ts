/** Webhooks that nobody should believe: signed ones that cannot be, and good ones that are not signed by Chatwoot. */
import { MALFORMATIONS } from '#infra/local/chatwoot/malformed'
import { conversationWebhook } from '#infra/local/chatwoot/payloads'
import { createPoster } from '#infra/local/chatwoot/post-webhook'
import { railsJson } from '#infra/local/chatwoot/rails-json'
import type { Random } from '#infra/local/chatwoot/random'
import type { Chatwoot } from '#infra/local/chatwoot/server'
import type { Connection } from '#infra/local/connect-chatwoot'

export type Strangers = {
  sendMalformed(): void
  sendForged(): void
  /** Resolves when all have been answered. */
  idle(): Promise<void>
  /** Reason and body of each malformed one that was taken. */
  readonly taken: ReadonlySet<string>
  readonly counts: { malformed: number; forged: number; forgedTaken: number }
  close(): void
}

type Setup = {
  readonly chatwoot: Pick<Chatwoot, 'store'>
  readonly connection: Connection
  readonly random: Random
  readonly now: () => number
}

/** A sender of its own: it asks again until it is answered, so that what lies in the dead-letter queue can be told. */
const TRIES = 20
const PAUSE_MS = 250

export const letterOf = (reason: string, body: string): string => `${reason} ${body}`

export function strangers({ chatwoot: { store }, connection, random, now }: Setup): Strangers {
  const poster = createPoster({ timeoutMs: 10_000, sockets: 4 })
  const taken = new Set<string>()
  const counts = { malformed: 0, forged: 0, forgedTaken: 0 }
  const running = new Set<Promise<void>>()
  const during = (work: Promise<void>): void => {
    running.add(work)
    void work.finally(() => running.delete(work))
  }
  const post = (body: string, secret: string) =>
    poster.post({
      url: connection.webhookUrl,
      body,
      secret,
      deliveryId: random.uuid(),
      timestampS: Math.floor(now() / 1000),
    })
  /** Of a conversation that nobody opened, so that not even by mistake it could tell anything true. */
  const payload = () => {
    const rows = [...store.conversations.values()]
    return rows.length === 0
      ? undefined
      : { ...conversationWebhook(store, random.pick(rows)), event: 'conversation_updated' }
  }
  const malformed = async (nth: number): Promise<void> => {
    const good = payload()
    const malformation = MALFORMATIONS[nth % MALFORMATIONS.length]
    if (good === undefined || malformation === undefined) return
    const body = railsJson(malformation.spoil(good))
    // whatever the answer, it may have been taken: an answer can get lost
    taken.add(letterOf(malformation.reason, body))
    for (let nthTry = 0; nthTry < TRIES; nthTry++) {
      const answer = await post(body, connection.webhookSecret)
      if ('status' in answer && answer.status < 500) return
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
    }
  }
  const forged = async (): Promise<void> => {
    const good = payload()
    if (good === undefined) return
    const answer = await post(
      railsJson({ ...good, status: 'resolved', updated_at: now() / 1000 + 60 }),
      'not the secret',
    )
    if ('status' in answer && answer.status < 300) counts.forgedTaken++
  }
  return {
    taken,
    counts,
    sendMalformed: () => during(malformed(counts.malformed++)),
    sendForged: () => {
      counts.forged++
      during(forged())
    },
    idle: async () => void (await Promise.all(running)),
    close: () => poster.close(),
  }
}
