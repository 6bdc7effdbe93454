const DAY_S = 86_400

/** `expiresAt` of an item that is kept for `days` from `fromMs` on: epoch seconds, as DynamoDB's time to live wants them. */
export const expiresAtS = (fromMs: number, days: number): number => Math.floor(fromMs / 1000) + days * DAY_S
