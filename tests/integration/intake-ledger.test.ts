/** The loss ledger over the local DynamoDB engine, and the one in memory that other tests use. */
import { intakeLedger } from '#store/intake-ledger'
import { START_MS } from '#tests/support/builders'
import { openDeskTable, TABLE } from '#tests/support/desk-table'
import { fakeIntakeLedger } from '#tests/support/fake-intake-ledger'
import { describeIntakeLedger } from '#tests/support/intake-ledger-contract'

const DAY_MS = 86_400_000

describeIntakeLedger('the intake ledger in DynamoDB', async () => {
  const desk = await openDeskTable(START_MS)
  const after = (days: number) =>
    intakeLedger({ client: desk.client, table: TABLE, now: () => START_MS + days * DAY_MS })
  return { ledger: after(0), after, close: () => desk.close() }
})

describeIntakeLedger('the intake ledger in memory', async () => {
  const { ledger, after } = fakeIntakeLedger(START_MS)
  return { ledger, after, close: async () => undefined }
})
