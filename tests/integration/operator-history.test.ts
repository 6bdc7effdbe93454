import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { deriveOperatorEvents } from '#domain/derive-operator-events'
import { operatorHistory } from '#store/operator-history'
import { recordOperatorEvents } from '#store/operator-ledger'
import { anOperator } from '#tests/support/operators'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

let desk: DeskTable
beforeAll(async () => {
  desk = await startDeskTable()
})
afterAll(() => desk.stop())

describe('the ledgers of operators', () => {
  it('are read by operator, each oldest first, and those of other accounts are not', async () => {
    const target = { client: desk.client, table: TABLE, retentionDays: 30 }
    const came = anOperator()
    const left = anOperator({ availability: 'away', version: 2 })
    const other = anOperator({ operatorId: 42 })
    const told = [
      ...deriveOperatorEvents(came, left),
      ...deriveOperatorEvents(undefined, came),
      ...deriveOperatorEvents(undefined, other),
      ...deriveOperatorEvents(undefined, anOperator({ account: 'outlet' })),
    ]
    await recordOperatorEvents(told, target)
    const history = await operatorHistory(came.account, target)
    expect([...history].map(([id, events]) => [id, events.map(({ type }) => type)])).toEqual([
      [41, ['operator.available.v1', 'operator.away.v1']],
      [42, ['operator.available.v1']],
    ])
  })
})
