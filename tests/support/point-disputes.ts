import type { PointDispute } from '#domain/analytics/point-dispute'
import { START_MS } from './builders.ts'

export const aPointDispute = (changes: Partial<PointDispute> = {}): PointDispute => ({
  account: 'shop',
  conversationId: 7,
  operatorId: 5,
  measure: 'first_response',
  state: 'open',
  by: 'amelia',
  atMs: START_MS,
  reason: 'The customer was on the phone with me.',
  resolved: null,
  points: 1,
  day: '2026-09-14',
  version: 1,
  correlationId: 'req-1',
  ...changes,
})
