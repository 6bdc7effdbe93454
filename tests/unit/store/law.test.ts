import { describe, expect, it } from 'vitest'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { Activated, SlaDocument } from '#domain/sla-policy'
import type { Watch } from '#domain/watch'
import { lawReader, type PolicyBook } from '#store/law'
import { SHIPPED_LAW } from '#tests/support/builders'

const HOUR_MS = 3_600_000
const sla = (version: number, activatedAtMs = version * HOUR_MS): Activated<SlaDocument> => ({
  ...{ version, activatedAtMs },
  document: { ...SHIPPED_LAW.sla.document, description: `number ${version}` },
})
const escalation = (version: number, activatedAtMs = version * HOUR_MS): Activated<EscalationDocument> => ({
  ...{ version, activatedAtMs },
  document: SHIPPED_LAW.escalation.document,
})
const watchOf = (slaVersion: number, changes: Partial<Watch> = {}): Watch => ({
  ...{ slaVersion, slaSinceMs: slaVersion * HOUR_MS, policyId: 'standard', escalationVersion: 1, runs: {} },
  ...changes,
})

type InForce = { readonly sla: Activated<SlaDocument>; readonly escalation: Activated<EscalationDocument> }

/** An instance with a copy of the documents, while the table may hold newer ones. */
function anInstance(copy: InForce, stored: InForce = copy) {
  const asked: string[] = []
  let held = copy
  const read = <Kind extends keyof InForce>(kind: Kind, fresh: boolean): InForce[Kind] => {
    if (fresh) {
      asked.push(`${kind} anew`)
      held = { ...held, [kind]: stored[kind] }
    }
    return held[kind]
  }
  const book: Pick<PolicyBook, 'sla' | 'escalation' | 'slaVersion'> = {
    sla: async (_account, fresh = false) => read('sla', fresh),
    escalation: async (_account, fresh = false) => read('escalation', fresh),
    slaVersion: async (account, version) => {
      asked.push(`${account} ${version}`)
      return version === 99 ? undefined : sla(version, 0)
    },
  }
  return { lawFor: lawReader(book), asked }
}
const first = { sla: sla(1), escalation: escalation(1) }
const second = { sla: sla(2), escalation: escalation(2) }

describe('the law of a conversation', () => {
  it('is what is in force, read once, for one that was never watched', async () => {
    const { lawFor, asked } = anInstance(first)
    expect(await lawFor('shop', undefined)).toEqual({ law: first })
    expect(asked).toEqual([])
  })

  it('is what is in force, where the conversation knows the same', async () => {
    const { lawFor, asked } = anInstance(first)
    expect(await lawFor('shop', watchOf(1))).toEqual({ law: first })
    expect(asked).toEqual([])
  })

  it('names the document that a conversation was counted by until now', async () => {
    const { lawFor, asked } = anInstance(second)
    expect(await lawFor('shop', watchOf(1))).toEqual({ law: second, formerly: sla(1, 0) })
    expect(asked).toEqual(['shop 1'])
  })

  it('does without a former document that nobody has any more', async () => {
    const { lawFor } = anInstance(second)
    expect(await lawFor('shop', watchOf(99, { slaSinceMs: 0 }))).toEqual({ law: second })
  })

  it('never goes back to an older document: a stale copy is read anew', async () => {
    const { lawFor, asked } = anInstance(first, second)
    expect(await lawFor('shop', watchOf(2))).toEqual({ law: second })
    expect(asked).toEqual(['sla anew', 'escalation anew'])
  })

  it('follows a roll back: what counts is when a document was activated, not its number', async () => {
    const rolledBack = { sla: sla(1, 3 * HOUR_MS), escalation: escalation(1) }
    const { lawFor, asked } = anInstance(rolledBack)
    expect(await lawFor('shop', watchOf(2))).toEqual({ law: rolledBack, formerly: sla(2, 0) })
    expect(asked).toEqual(['shop 2'])
    const stale = anInstance(second, rolledBack)
    const watch = watchOf(1, { slaSinceMs: 3 * HOUR_MS, escalationVersion: 2 })
    expect(await stale.lawFor('shop', watch)).toEqual({ law: rolledBack })
  })

  it('does not go back to the time before a document was activated for the second time', async () => {
    const again = { sla: sla(1, 3 * HOUR_MS), escalation: escalation(1) }
    const { lawFor } = anInstance(first, again)
    expect(await lawFor('shop', watchOf(1, { slaSinceMs: 3 * HOUR_MS }))).toEqual({ law: again })
  })

  it('does not go back to older escalation rules, which would end what the newer ones raised', async () => {
    const newRules = { sla: sla(1), escalation: escalation(2) }
    const { lawFor, asked } = anInstance(first, newRules)
    expect(await lawFor('shop', watchOf(1, { escalationVersion: 2 }))).toEqual({ law: newRules })
    expect(asked).toContain('escalation anew')
  })
})
