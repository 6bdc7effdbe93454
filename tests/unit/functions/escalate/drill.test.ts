import { describe, expect, it } from 'vitest'
import { aDesk, asMessage, DELIVERED, NOW_MS, REFUSED } from './an-escalate-desk.ts'

const drill = asMessage({ kind: 'drill' }, 'drill-1')
const done = { 'drill-1': { kind: 'done' } }

describe('a drill', () => {
  it('goes to everybody whom a document in force pages, and to on-call, as severe as a page', async () => {
    const { work, sent, proofs } = aDesk()
    expect(await work(drill)).toEqual(done)
    expect(sent.map(({ target }) => target)).toEqual(['on-call', 'boss'])
    expect(sent[0]?.notice).toMatchObject({
      ...{ key: 'drill:on-call:drill-1', action: 'trigger', severity: 'critical', drill: true, atMs: NOW_MS },
      links: [{ text: 'What to do' }],
    })
    expect(proofs).toEqual(
      ['on-call', 'boss'].map((target) => ({ target, atMs: NOW_MS, delivery: DELIVERED, drill: 'drill-1' })),
    )
  })

  it('reaches on-call where there is no account yet', async () => {
    const { work, said } = aDesk({ accounts: async () => [] })
    await work(drill)
    expect(said()).toEqual(['trigger on-call'])
  })

  it('that a target refuses is noted and counted', async () => {
    const { work, targets, proofs, counts, lines } = aDesk()
    targets.set('boss', () => REFUSED)
    expect(await work(drill)).toEqual(done)
    expect(proofs[1]).toMatchObject({ target: 'boss', delivery: REFUSED })
    expect(counts).toEqual({ PagesFailed: 1 })
    expect(lines).toEqual([{ level: 'info', code: 'drill_sent', fields: { targets: 2, refused: 'boss' } }])
  })

  it('that comes again goes to those alone whom it has not reached', async () => {
    const { work, targets, said } = aDesk()
    let down = true
    targets.set('on-call', () => {
      if (down) throw new Error('nobody takes it')
      return DELIVERED
    })
    expect(await work(drill)).toEqual({ 'drill-1': { kind: 'retry' } })
    down = false
    expect(await work(drill)).toEqual(done)
    await work(drill)
    expect(said()).toEqual(['trigger boss', 'trigger on-call'])
    await work(asMessage({ kind: 'drill' }, 'drill-2'))
    expect(said()).toHaveLength(4)
  })
})
