import { describe, expect, it } from 'vitest'
import { DEFAULT_DRAFTS } from '#policies/default-drafts'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_QUALITY } from '#policies/default-quality'
import { DEFAULT_ROUTING } from '#policies/default-routing'
import { DEFAULT_SLA } from '#policies/default-sla'
import type { PolicyStore } from '#store/policies'
import type { Activation } from '#store/policy-activations'
import { policyBook } from '#store/policy-book'

const START_MS = 1_789_376_400_000
const activation = (version: number, activatedAtMs: number): Activation => ({
  version,
  previousVersion: 0,
  activatedAtMs,
  by: 'lead',
  reason: 'test',
})

/** A store whose pointer is set by hand; documents are new objects each time, as they come from a table. */
function aBook() {
  let nowMs = START_MS
  const faults: unknown[] = []
  const reads = { pointers: 0, documents: 0 }
  const table = {
    active: null as Activation | null,
    /** Awaited by each read of the pointer, after it was counted and looked at. */
    gate: async (): Promise<void> => undefined,
  }
  const store: Pick<PolicyStore, 'get' | 'latestActivation'> = {
    async get(_account, kind, version) {
      reads.documents++
      if (version > 9) return null
      return structuredClone(
        {
          sla: DEFAULT_SLA,
          escalation: DEFAULT_ESCALATION,
          routing: DEFAULT_ROUTING,
          drafts: DEFAULT_DRAFTS,
          quality: DEFAULT_QUALITY,
        }[kind],
      )
    },
    async latestActivation() {
      reads.pointers++
      const { active } = table
      await table.gate()
      return active
    },
  }
  const book = policyBook(store, { now: () => nowMs, maxAgeMs: 15_000, onFault: (error) => faults.push(error) })
  return {
    book,
    table,
    reads,
    faults,
    pass: (ms: number) => {
      nowMs += ms
    },
  }
}

describe('the documents in force', () => {
  it('are the shipped ones, since ever, where nothing was activated', async () => {
    const { book } = aBook()
    expect(await book.sla('shop')).toEqual({ version: 0, activatedAtMs: 0, document: DEFAULT_SLA })
    expect(await book.escalation('shop')).toEqual({ version: 0, activatedAtMs: 0, document: DEFAULT_ESCALATION })
    expect(await book.routing('shop')).toEqual({ version: 0, activatedAtMs: 0, document: DEFAULT_ROUTING })
  })

  it('are read once in fifteen seconds', async () => {
    const { book, reads, pass } = aBook()
    for (let second = 0; second <= 15; second++) {
      await book.sla('shop')
      pass(1_000)
    }
    expect(reads.pointers).toBe(1)
    await book.sla('shop')
    expect(reads.pointers).toBe(2)
  })

  it('are asked for once by all who ask at once, and by each account on its own', async () => {
    const { book, reads } = aBook()
    await Promise.all([...Array.from({ length: 20 }, () => book.sla('shop')), book.sla('other')])
    expect(reads).toEqual({ pointers: 2, documents: 2 })
  })

  it('stay the same object while their version is in force, and another activation of it is told', async () => {
    const { book, table, reads, pass } = aBook()
    table.active = activation(2, START_MS)
    const first = await book.sla('shop')
    pass(15_001)
    const second = await book.sla('shop')
    expect(second).toBe(first)
    pass(15_001)
    table.active = activation(2, START_MS + 20_000)
    const third = await book.sla('shop')
    expect(third).toMatchObject({ version: 2, activatedAtMs: START_MS + 20_000 })
    expect(third.document).toBe(first.document)
    expect(reads.documents).toBe(1)
  })

  it('follow an activation within fifteen seconds', async () => {
    const { book, table, pass } = aBook()
    await book.sla('shop')
    table.active = activation(3, START_MS + 1_000)
    pass(15_001)
    expect(await book.sla('shop')).toMatchObject({ version: 3, activatedAtMs: START_MS + 1_000 })
  })

  it('are those of a rollback to the shipped version, since the rollback', async () => {
    const { book, table } = aBook()
    table.active = activation(0, START_MS + 5_000)
    expect(await book.sla('shop')).toMatchObject({ version: 0, activatedAtMs: START_MS + 5_000 })
  })

  it('are never a version whose document is missing', async () => {
    const { book, table } = aBook()
    table.active = activation(10, START_MS)
    await expect(book.sla('shop')).rejects.toThrow('Version 10 of sla was activated, but is not there')
  })
})

describe('a copy', () => {
  const down = async (): Promise<void> => {
    throw new Error('table is down')
  }

  it('serves on while the table cannot be read, tells so, and does not ask again for every message', async () => {
    const { book, table, reads, faults, pass } = aBook()
    const held = await book.sla('shop')
    table.gate = down
    pass(15_001)
    expect(await book.sla('shop')).toBe(held)
    expect(await book.sla('shop')).toBe(held)
    expect(faults).toEqual([new Error('table is down')])
    expect(reads.pointers).toBe(2)
    table.gate = async () => undefined
    table.active = activation(1, START_MS)
    pass(15_001)
    expect(await book.sla('shop')).toMatchObject({ version: 1 })
  })

  it('that was never read cannot serve: the fault is thrown, and the next to ask tries again', async () => {
    const { book, table, faults } = aBook()
    table.gate = down
    await expect(book.sla('shop')).rejects.toThrow('table is down')
    table.gate = async () => undefined
    expect(await book.sla('shop')).toMatchObject({ version: 0 })
    expect(faults).toEqual([])
  })

  it('is read anew, however young, for those who ask for a fresh one', async () => {
    const { book, table } = aBook()
    await book.sla('shop')
    table.active = activation(4, START_MS)
    expect(await book.sla('shop')).toMatchObject({ version: 0 })
    expect(await book.sla('shop', true)).toMatchObject({ version: 4 })
    expect(await book.sla('shop')).toMatchObject({ version: 4 })
  })

  it('is not fresh if its reading began before it was asked for', async () => {
    const { book, table, reads } = aBook()
    let open = (): void => undefined
    table.gate = () =>
      new Promise((resolve) => {
        open = resolve
      })
    const usual = book.sla('shop')
    await Promise.resolve()
    table.active = activation(5, START_MS)
    const fresh = [book.sla('shop', true), book.sla('shop', true)]
    table.gate = async () => undefined
    open()
    expect(await usual).toMatchObject({ version: 0 })
    for (const one of await Promise.all(fresh)) expect(one).toMatchObject({ version: 5 })
    expect(reads.pointers).toBe(2)
  })
})

describe('a former version', () => {
  it('is read once, and unknown where there is none', async () => {
    const { book, reads } = aBook()
    const first = await book.slaVersion('shop', 2)
    expect(first).toMatchObject({ version: 2, document: DEFAULT_SLA })
    expect(await book.slaVersion('shop', 2)).toBe(first)
    expect(reads.documents).toBe(1)
    expect(await book.slaVersion('shop', 10)).toBeUndefined()
  })
})
