/**
 * Opens one account's tile to whoever has it, until it expires: nothing else, and nothing can be written with it. It says
 * itself whose it is, so that none has to be kept; those of an account are closed together, by a new generation.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

export type EmbedGrant = {
  readonly account: string
  /** When the account's tokens were closed last before this one, epoch milliseconds; 0: never. Those of another generation are closed. */
  readonly generation: number
  /** Epoch seconds. */
  readonly expiresAtS: number
}

const TOKEN = /^([a-z0-9][a-z0-9-]{0,31})\.(\d{1,13})\.(\d{10})\.([A-Za-z0-9_-]{43})$/

/** `tile` and a number before what is signed keep a signature from ever being one of something else. */
const macOf = (key: string, { account, generation, expiresAtS }: EmbedGrant): Buffer =>
  createHmac('sha256', key).update(`tile.1.${account}.${generation}.${expiresAtS}`).digest()

export const embedToken = (grant: EmbedGrant, key: string): string =>
  [grant.account, grant.generation, grant.expiresAtS, macOf(key, grant).toString('base64url')].join('.')

/** What a token opens; undefined: it is none of ours, or has expired. Whether its generation is in force is not asked here. */
export function openEmbedToken(token: string, key: string, nowMs: number): EmbedGrant | undefined {
  const [, account, generation, expiresAtS, mac] = TOKEN.exec(token) ?? []
  if (account === undefined || mac === undefined) return undefined
  const grant = { account, generation: Number(generation), expiresAtS: Number(expiresAtS) }
  const given = Buffer.from(mac, 'base64url')
  const isOurs = given.length === 32 && timingSafeEqual(given, macOf(key, grant))
  return isOurs && grant.expiresAtS * 1000 > nowMs ? grant : undefined
}
