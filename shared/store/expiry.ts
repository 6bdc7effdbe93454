const DAY_S = 86_400

/** `expiresAt` of an item that is kept for `days` from `fromMs` on: epoch seconds, as DynamoDB's time to live wants them. */
export const expiresAtS = (fromMs: number, days: number): number => Math.floor(fromMs / 1000) + days * DAY_S

/** Whether an item may still be told: DynamoDB deletes what has expired up to days later. Without an end it is kept. */
export const isLive = ({ expiresAt }: Readonly<Record<string, unknown>>, nowMs: number): boolean =>
  typeof expiresAt !== 'number' || expiresAt * 1000 > nowMs
