import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { proposalStore } from '#store/article-proposals'
import { knowledgeStanding } from '#store/knowledge-standing'
import { aProposal } from '#tests/support/article-proposals'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, startDeskTable, TABLE } from '#tests/unit/api/desk-table'

describe('how articles stand, for the report', () => {
  let table: DeskTable
  beforeAll(async () => {
    table = await startDeskTable()
  })
  afterAll(() => table.stop())

  it('is not known where none were ever asked for, and counts what waits otherwise', async () => {
    const target = { client: table.client, table: TABLE, now: () => START_MS }
    const standing = knowledgeStanding(target)
    expect(await standing('shop')).toBeNull()
    const { propose } = proposalStore(target)
    await propose(aProposal({ id: `${START_MS}-1`, kind: 'update_article', state: 'proposed' }))
    await propose(aProposal({ id: `${START_MS}-2`, kind: 'new_article', articleId: null, state: 'proposed' }))
    await propose(aProposal({ id: `${START_MS}-3`, kind: 'new_article', articleId: null, state: 'rejected' }))
    expect(await standing('shop')).toEqual({ openProposals: 2, themes: 1, flagged: 0 })
    expect(await standing('outlet')).toBeNull()
  })
})
