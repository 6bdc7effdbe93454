/** Policy documents over the local DynamoDB engine: conditions and transactions are real there. */
import { QueryCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { SlaDocument } from '#domain/sla-policy'
import { checkPolicy } from '#policies/check-policy'
import { DEFAULT_ESCALATION } from '#policies/default-escalation'
import { DEFAULT_SLA } from '#policies/default-sla'
import { policyStore } from '#store/policies'
import { START_MS } from '#tests/support/builders'
import { type DeskTable, openDeskTable, TABLE } from '#tests/support/desk-table'

const variant = (description: string): SlaDocument => ({ ...DEFAULT_SLA, description })
const because = { by: 'ana', reason: 'a test' }

let desk: DeskTable
let nowMs = START_MS
beforeAll(async () => {
  desk = await openDeskTable(START_MS)
})
afterAll(() => desk.close())
const openStore = () => policyStore({ client: desk.client, table: TABLE, now: () => nowMs })

/** A store whose account has versions 1 to `count`. */
async function withVersions(account: string, count: number) {
  const store = openStore()
  for (let nth = 1; nth <= count; nth++) {
    await store.store({ account, kind: 'sla', document: variant(`version ${nth}`), by: 'ana' })
  }
  const of = { account, kind: 'sla' as const, ...because }
  return {
    ...store,
    to: (version: number, expectedActive: number) => store.activate({ ...of, version, expectedActive }),
    back: () => store.rollback(of),
    activeVersion: async () => (await store.active(account, 'sla')).version,
  }
}

describe('storing', () => {
  it('gives each document the next number, per account and kind', async () => {
    const store = openStore()
    const sla = { account: 'count', kind: 'sla' as const, by: 'ana' }
    expect(await store.store({ ...sla, document: variant('one') })).toEqual({ version: 1 })
    expect(await store.store({ ...sla, document: variant('two') })).toEqual({ version: 2 })
    expect(await store.store({ ...sla, account: 'count-2', document: variant('one') })).toEqual({ version: 1 })
    const escalation = { ...sla, kind: 'escalation' as const, document: DEFAULT_ESCALATION }
    expect(await store.store(escalation)).toEqual({ version: 1 })
  })

  it('gives the latest version again for the same document, whatever the order of its members', async () => {
    const store = openStore()
    const sla = { account: 'same', kind: 'sla' as const, by: 'ana' }
    await store.store({ ...sla, document: variant('one') })
    await store.store({ ...sla, document: variant('two') })
    const { kind, ...rest } = variant('two')
    expect(await store.store({ ...sla, document: { ...rest, kind } })).toEqual({ version: 2 })
    expect(await store.store({ ...sla, document: variant('one') })).toEqual({ version: 3 })
  })

  it('gives ten that come at once ten numbers, and each keeps its own document', async () => {
    const names = Array.from({ length: 10 }, (_, nth) => `racer ${nth}`)
    const stored = await Promise.all(
      names.map(async (name) => {
        const document = variant(name)
        const { version } = await openStore().store({ account: 'race', kind: 'sla', document, by: 'ana' })
        return { name, version }
      }),
    )
    expect(stored.map(({ version }) => version).sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    for (const { name, version } of stored) {
      expect((await openStore().get('race', 'sla', version))?.description).toBe(name)
    }
  })

  it('gives one number to one document that comes five times at once', async () => {
    const document = variant('the same')
    const stored = await Promise.all(
      Array.from({ length: 5 }, () => openStore().store({ account: 'echo', kind: 'sla', document, by: 'ana' })),
    )
    expect(new Set(stored.map(({ version }) => version))).toEqual(new Set([1]))
  })

  it('never changes or expires what is there', async () => {
    const store = await withVersions('kept', 2)
    await store.to(1, 0)
    const itemsOf = async () => {
      const { Items = [] } = await desk.client.send(
        new QueryCommand({
          TableName: TABLE,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': 'P#kept#sla' },
        }),
      )
      return Items
    }
    const before = await itemsOf()
    expect(before.map(({ sk }) => sk)).toEqual([`A#${START_MS}#1`, 'ACTIVE', 'V#0000000001', 'V#0000000002'])
    expect(before.some((item) => 'expiresAt' in item)).toBe(false)
    await store.store({ account: 'kept', kind: 'sla', document: variant('version 1'), by: 'ben' })
    await store.to(3, 1)
    const after = await itemsOf()
    for (const item of before.filter(({ sk }) => sk !== 'ACTIVE')) expect(after).toContainEqual(item)
  })
})

describe('reading', () => {
  it('gives a version as it was stored, the shipped one as 0, and null for what never was', async () => {
    const store = await withVersions('read', 1)
    expect(await store.get('read', 'sla', 1)).toEqual(variant('version 1'))
    expect(await store.get('read', 'sla', 0)).toBe(DEFAULT_SLA)
    expect(await store.get('nobody', 'escalation', 0)).toBe(DEFAULT_ESCALATION)
    for (const version of [2, -1, 1.5, Number.NaN]) expect(await store.get('read', 'sla', version)).toBeNull()
  })

  it('gives documents that pass their check again', async () => {
    const store = openStore()
    await store.store({ account: 'check', kind: 'escalation', document: DEFAULT_ESCALATION, by: 'ana' })
    const stored = await store.get('check', 'escalation', 1)
    expect(checkPolicy('escalation', stored)).toMatchObject({ ok: true })
    expect(stored).toEqual(DEFAULT_ESCALATION)
  })

  it('lists versions newest first, twenty-five a page', async () => {
    const { list } = await withVersions('pages', 60)
    const of = { account: 'pages', kind: 'sla' as const }
    const seen: number[] = []
    const sizes: number[] = []
    let cursor: string | null = null
    do {
      const page = await list(of, cursor)
      if ('badCursor' in page) throw new Error('Its own cursor')
      seen.push(...page.versions.map(({ version }) => version))
      sizes.push(page.versions.length)
      cursor = page.nextCursor
    } while (cursor !== null)
    expect(sizes).toEqual([25, 25, 10])
    expect(seen).toEqual(Array.from({ length: 60 }, (_, nth) => 60 - nth))
  })

  it('lists who stored what when, and nothing else', async () => {
    const { list } = await withVersions('who', 1)
    expect(await list({ account: 'who', kind: 'sla' }, null)).toEqual({
      versions: [{ version: 1, storedAtMs: START_MS, by: 'ana', description: 'version 1' }],
      nextCursor: null,
    })
    expect(await list({ account: 'none', kind: 'sla' }, null)).toEqual({ versions: [], nextCursor: null })
  })

  it('lists large documents a page at a time all the same', async () => {
    const store = openStore()
    const legal = Array.from({ length: 1_000 }, (_, nth) => `word ${'x'.repeat(80)} ${nth}`)
    for (let nth = 0; nth < 30; nth++) {
      const document = {
        ...DEFAULT_ESCALATION,
        description: `large ${nth}`,
        words: { ...DEFAULT_ESCALATION.words, legal },
      }
      await store.store({ account: 'large', kind: 'escalation', document, by: 'ana' })
    }
    const page = await store.list({ account: 'large', kind: 'escalation' }, null)
    expect(page).toMatchObject({ versions: { length: 25 }, nextCursor: expect.any(String) })
  })

  it('refuses the cursor of another list', async () => {
    const { list } = await withVersions('foreign', 30)
    const page = await list({ account: 'foreign', kind: 'sla' }, null)
    const cursor = 'nextCursor' in page ? page.nextCursor : null
    expect(cursor).not.toBeNull()
    expect(await list({ account: 'foreign', kind: 'escalation' }, cursor)).toEqual({ badCursor: true })
    expect(await list({ account: 'foreign', kind: 'sla' }, 'made-up')).toEqual({ badCursor: true })
  })
})

describe('activating', () => {
  it('has the shipped document in force, since ever, until then', async () => {
    const store = await withVersions('fresh', 1)
    expect(await store.active('fresh', 'sla')).toEqual({ version: 0, activatedAtMs: 0, document: DEFAULT_SLA })
    expect(await store.latestActivation('fresh', 'sla')).toBeNull()
  })

  it('puts a version in force and notes who did it when and why', async () => {
    const store = await withVersions('go', 2)
    nowMs = START_MS + 5_000
    expect(await store.to(2, 0)).toBe('activated')
    expect(await store.active('go', 'sla')).toEqual({
      version: 2,
      activatedAtMs: START_MS + 5_000,
      document: variant('version 2'),
    })
    const entry = { version: 2, previousVersion: 0, activatedAtMs: START_MS + 5_000, ...because }
    expect(await store.latestActivation('go', 'sla')).toEqual(entry)
    expect(await store.activations('go', 'sla', { fromMs: 0, toMs: nowMs })).toEqual([entry])
  })

  it('is refused when another version is in force than expected, and tells which', async () => {
    const store = await withVersions('late', 2)
    expect(await store.to(1, 2)).toEqual({ conflict: 0 })
    await store.to(1, 0)
    expect(await store.to(2, 0)).toEqual({ conflict: 1 })
    expect(await store.activeVersion()).toBe(1)
  })

  it('is refused for a version that was never stored, and changes nothing', async () => {
    const store = await withVersions('ghost', 1)
    for (const version of [2, -1, 0.5]) expect(await store.to(version, 0)).toBe('unknown_version')
    expect(await store.activeVersion()).toBe(0)
    expect(await store.activations('ghost', 'sla', { fromMs: 0, toMs: nowMs + 1_000 })).toEqual([])
  })

  it('does nothing for the version that is in force already', async () => {
    const store = await withVersions('again', 1)
    expect(await store.to(0, 0)).toBe('already_active')
    await store.to(1, 0)
    expect(await store.to(1, 1)).toBe('already_active')
    expect(await store.activations('again', 'sla', { fromMs: 0, toMs: nowMs + 1_000 })).toHaveLength(1)
  })

  it('lets exactly one of several at once win, and tells the others who is in force', async () => {
    const store = await withVersions('rush', 8)
    const answers = await Promise.all(Array.from({ length: 8 }, (_, nth) => store.to(nth + 1, 0)))
    const winner = answers.indexOf('activated') + 1
    expect(answers.filter((answer) => answer === 'activated')).toHaveLength(1)
    expect(answers.filter((answer) => typeof answer === 'object')).toEqual(
      Array.from({ length: 7 }, () => ({ conflict: winner })),
    )
    expect(await store.activeVersion()).toBe(winner)
    expect(await store.activations('rush', 'sla', { fromMs: 0, toMs: nowMs + 1_000 })).toHaveLength(1)
  })

  it('of one kind leaves the other kind and other accounts alone', async () => {
    const store = await withVersions('alone', 1)
    await store.to(1, 0)
    expect(await store.active('alone', 'escalation')).toMatchObject({ version: 0 })
    expect(await store.active('alone-2', 'sla')).toMatchObject({ version: 0 })
  })
})

describe('rolling back', () => {
  it('once undoes, twice does again', async () => {
    const store = await withVersions('toggle', 2)
    await store.to(1, 0)
    await store.to(2, 1)
    expect(await store.back()).toEqual({ activated: 1 })
    expect(await store.activeVersion()).toBe(1)
    expect(await store.back()).toEqual({ activated: 2 })
    expect(await store.activeVersion()).toBe(2)
  })

  it('leads back to the shipped document, in force since the rollback', async () => {
    const store = await withVersions('home', 1)
    nowMs = START_MS + 10_000
    await store.to(1, 0)
    nowMs = START_MS + 20_000
    expect(await store.back()).toEqual({ activated: 0 })
    expect(await store.active('home', 'sla')).toEqual({
      version: 0,
      activatedAtMs: START_MS + 20_000,
      document: DEFAULT_SLA,
    })
  })

  it('is refused where nothing was ever activated', async () => {
    expect(await (await withVersions('nothing', 1)).back()).toBe('nothing_before')
  })
})

describe('the history', () => {
  it('tells what was in force at any instant', async () => {
    const store = await withVersions('past', 2)
    nowMs = START_MS + 1_000
    await store.to(1, 0)
    nowMs = START_MS + 2_000
    await store.to(2, 1)
    nowMs = START_MS + 3_000
    await store.back()
    const at = async (offsetMs: number) => (await store.activeAt('past', 'sla', START_MS + offsetMs)).version
    expect(await Promise.all([0, 999, 1_000, 1_999, 2_000, 2_999, 3_000, 900_000].map(at))).toEqual([
      0, 0, 1, 1, 2, 2, 1, 1,
    ])
    expect(await store.activeAt('past', 'sla', START_MS)).toEqual({
      version: 0,
      activatedAtMs: 0,
      document: DEFAULT_SLA,
    })
    const within = await store.activations('past', 'sla', { fromMs: START_MS + 1_001, toMs: START_MS + 3_000 })
    expect(within.map(({ version }) => version)).toEqual([2, 1])
  })

  it('has an instant of its own for each activation, even on a clock that stands still or goes back', async () => {
    const store = await withVersions('skew', 2)
    nowMs = START_MS + 1_000
    await store.to(1, 0)
    await store.to(2, 1)
    nowMs = START_MS
    await store.to(1, 2)
    const history = await store.activations('skew', 'sla', { fromMs: 0, toMs: START_MS + 10_000 })
    expect(history.map(({ version, activatedAtMs }) => [version, activatedAtMs - START_MS])).toEqual([
      [1, 1_000],
      [2, 1_001],
      [1, 1_002],
    ])
  })

  it('agrees with the pointer, whoever was first', async () => {
    const store = await withVersions('both', 3)
    for (let round = 0; round < 6; round++) {
      const active = await store.activeVersion()
      await Promise.all([1, 2, 3].map((version) => store.to(version, active)))
      const history = await store.activations('both', 'sla', { fromMs: 0, toMs: START_MS + 100_000 })
      expect(history.at(-1)).toEqual(await store.latestActivation('both', 'sla'))
      for (const [nth, { previousVersion }] of history.entries()) {
        expect(previousVersion).toBe(history[nth - 1]?.version ?? 0)
      }
    }
  })
})

describe('the table', () => {
  it('holds nothing of policies that the stream would hand on as a conversation', async () => {
    await withVersions('stream', 1)
    const { Items = [] } = await desk.client.send(new ScanCommand({ TableName: TABLE }))
    expect(Items.length).toBeGreaterThan(0)
    expect(Items.every(({ sk }) => sk !== 'STATE')).toBe(true)
  })
})
