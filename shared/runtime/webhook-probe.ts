import { createHmac } from 'node:crypto'

/**
 * `ops doctor` sends a webhook with a wrong signature on purpose, to see it refused. Refused ones wake somebody, so this one
 * is marked: by whoever has the account's secret, and could just as well sign.
 */
export const PROBE_HEADER = 'x-backdesk-probe'

export type Probe = { readonly timestamp: string; readonly body: Uint8Array | string }

/** The word before the timestamp keeps a mark from ever being a signature. */
export const probeMark = (secret: string, { timestamp, body }: Probe): string =>
  createHmac('sha256', secret).update(`probe.${timestamp}.`).update(body).digest('hex')
