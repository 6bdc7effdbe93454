/** Operators and readings of them: Avery (41), who is available in Billing (5), unless changed. People are invented. */
import type { OperatorSeen, Reading } from '#domain/chatwoot-reading'
import type { StoredOperator } from '#domain/operator'
import type { HeldPresence } from '#store/operators'
import { ACCOUNT, START_MS } from './builders.ts'

export const NOBODY: HeldPresence = { revision: 0, mark: undefined, operators: [], directory: undefined }

export const seen = (changes: Partial<OperatorSeen> = {}): OperatorSeen => ({
  operatorId: 41,
  name: 'Avery Example',
  role: 'agent',
  availability: 'available',
  ...changes,
})

export const anOperator = (changes: Partial<StoredOperator> = {}): StoredOperator => ({
  account: ACCOUNT,
  operatorId: 41,
  name: 'Avery Example',
  role: 'agent',
  availability: 'available',
  sinceMs: START_MS,
  teams: [5],
  inboxes: [11],
  version: 1,
  writtenAtMs: START_MS + 700,
  correlationId: 'corr-1',
  ...changes,
})

/** Of availability alone. */
export const aReading = (changes: Partial<Reading> = {}): Reading => ({
  kind: 'operators_read',
  account: ACCOUNT,
  requestId: 'shop/reading/operators/1',
  readAtMs: START_MS,
  correlationId: 'corr-1',
  operators: [seen()],
  ...changes,
})

export const A_DIRECTORY: NonNullable<Reading['directory']> = {
  serverVersion: '4.15.1',
  teams: [{ id: 5, name: 'Billing' }],
  inboxes: [{ id: 11, name: 'Example Website', channel: 'WebWidget', autoAssigns: true }],
}

/** Of everything. */
export const aDirectoryReading = (changes: Partial<Reading> = {}): Reading =>
  aReading({
    requestId: 'shop/reading/directory/1',
    operators: [seen({ teams: [5], inboxes: [11] })],
    directory: A_DIRECTORY,
    ...changes,
  })
