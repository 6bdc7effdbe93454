import { createHmac, timingSafeEqual } from 'node:crypto'
import { probeMark } from '#runtime/webhook-probe'

/** Chatwoot's authors advise about five minutes (CONTRACT (a)); a clock may be off in either direction. */
export const TOLERANCE_MS = 5 * 60 * 1000

export type Signed = {
  /** `X-Chatwoot-Timestamp`: Unix seconds as decimal text, taken when the attempt was sent. */
  readonly timestamp: string | undefined
  /** `X-Chatwoot-Signature`: `sha256=` and 64 lower-case hex digits. */
  readonly signature: string | undefined
  /** The bytes as they came over the wire. */
  readonly body: Uint8Array
}
export type Verdict = 'valid' | 'missing' | 'malformed' | 'stale' | 'mismatch'

/**
 * Checks one delivery against every live secret of its account. HMAC-SHA256, keyed by the secret as shown in Chatwoot
 * (not decoded), over `timestamp + "." + body`. Each secret is compared in constant time, and all of them are compared.
 */
export function verify(signed: Signed, secrets: readonly string[], nowMs: number): Verdict {
  const { timestamp, signature, body } = signed
  if (timestamp === undefined || signature === undefined) return 'missing'
  const hex = /^sha256=([0-9a-f]{64})$/.exec(signature)?.[1]
  if (hex === undefined || !/^\d{1,12}$/.test(timestamp)) return 'malformed'
  if (Math.abs(nowMs - Number(timestamp) * 1000) > TOLERANCE_MS) return 'stale'
  const given = Buffer.from(hex, 'hex')
  const matches = secrets.map((secret) => timingSafeEqual(given, signatureOf(secret, timestamp, body)))
  return matches.includes(true) ? 'valid' : 'mismatch'
}

const signatureOf = (secret: string, timestamp: string, body: Uint8Array): Buffer =>
  createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest()

/**
 * Whether a delivery that was refused is a probe of our own: nothing to count, since nobody forged it and nothing is lost.
 * `mark`: the header PROBE_HEADER.
 */
export function isProbe(mark: string | undefined, signed: Signed, secrets: readonly string[]): boolean {
  const { timestamp, body } = signed
  if (mark === undefined || timestamp === undefined || !/^[0-9a-f]{64}$/.test(mark)) return false
  const given = Buffer.from(mark, 'hex')
  return secrets.some((secret) => timingSafeEqual(given, Buffer.from(probeMark(secret, { timestamp, body }), 'hex')))
}
