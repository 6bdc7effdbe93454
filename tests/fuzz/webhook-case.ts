/** One webhook of a run: a sample, what was changed of it, how it was sent, and what was down meanwhile. */
import { aRecord, STAMPS } from '#tests/support/sqs-records'
import { fc } from './arbitraries.ts'
import { NOW_MS, passDoor, type Services } from './door.ts'
import { changed, type JsonChange, jsonChange } from './json-changes.ts'
import { type Around, around, sent } from './request-changes.ts'
import { SAMPLES, sampleBytes, sampleDocument, TELLING } from './samples.ts'
import { rewritten, type TextChange, textChange } from './text-changes.ts'
import { process } from './worker.ts'

export type WebhookCase = {
  readonly sample: string
  readonly changes: readonly JsonChange[]
  readonly text: readonly TextChange[]
  readonly around: Around
  readonly services: Services
  /** A healthy webhook of the same batch. */
  readonly beside: string | null
}

export const webhookCase: fc.Arbitrary<WebhookCase> = fc.record({
  sample: fc.constantFrom(...SAMPLES),
  changes: fc.array(jsonChange, { maxLength: 4 }),
  text: fc.oneof(
    { weight: 3, arbitrary: fc.constant<TextChange[]>([]) },
    { weight: 1, arbitrary: fc.array(textChange, { minLength: 1, maxLength: 3 }) },
  ),
  around,
  services: fc.oneof(
    { weight: 20, arbitrary: fc.constant<Services>('up') },
    { weight: 1, arbitrary: fc.constantFrom<Services>('queue down', 'bucket down', 'both down') },
  ),
  beside: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: fc.constantFrom(...TELLING) }),
})

export function bodyOf({ sample, changes, text }: Pick<WebhookCase, 'sample' | 'changes' | 'text'>): Buffer {
  const whole =
    changes.length === 0 ? sampleBytes(sample) : Buffer.from(JSON.stringify(changed(sampleDocument(sample), changes)))
  return rewritten(whole, text)
}

/** Sends it through ingest and, if it is taken, through process. Gives how it ended at both. @throws what did not hold. */
export async function playWebhook(one: WebhookCase): Promise<string> {
  const passed = await passDoor(sent(bodyOf(one), one.around, NOW_MS), one.services)
  if (passed.record === undefined) return passed.outcome
  const attributes = { ...STAMPS, receivedAtMs: String(NOW_MS) }
  const healthy =
    one.beside === null
      ? undefined
      : aRecord({ messageId: 'healthy', body: sampleBytes(one.beside).toString('utf8'), attributes })
  return `${passed.outcome}, ${await process(passed, healthy)}`
}
