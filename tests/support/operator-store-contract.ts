import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { KnownDirectory } from '#domain/presence'
import type { OperatorStore } from '#store/operators'
import { START_MS } from './builders.ts'
import { A_DIRECTORY, anOperator, NOBODY } from './operators.ts'

export type OperatorStoreUnderTest = { readonly store: OperatorStore; close(): Promise<void> }

/** What every store of operators promises. Each test has an account of its own. */
export function describeOperatorStore(name: string, open: () => Promise<OperatorStoreUnderTest>): void {
  describe(name, () => {
    let test: OperatorStoreUnderTest
    let last = 0
    beforeAll(async () => {
      test = await open()
    })
    afterAll(() => test.close())
    const fresh = (): string => `shop-${++last}`
    const mark = (minutes: number) => ({ readAtMs: START_MS + minutes * 60_000, directoryReadAtMs: null })
    const directoryOf = (account: string): KnownDirectory => ({ account, readAtMs: START_MS, ...A_DIRECTORY })

    it('knows nobody of an account that was never read', async () => {
      const account = fresh()
      expect(await test.store.held(account)).toEqual(NOBODY)
      expect(await test.store.list(account)).toEqual([])
      expect(await test.store.directory(account)).toBeUndefined()
      expect(await test.store.mark(account)).toBeUndefined()
    })

    it('keeps operators in the order of their ids, the directory, and how recent they are', async () => {
      const account = fresh()
      const operators = [9, 10, 41].map((operatorId) => anOperator({ account, operatorId }))
      const step = { mark: mark(0), operators: operators.toReversed(), directory: directoryOf(account) }
      expect(await test.store.commit(account, NOBODY, step)).toBe('committed')
      expect(await test.store.list(account)).toEqual(operators)
      expect(await test.store.directory(account)).toEqual(directoryOf(account))
      expect(await test.store.mark(account)).toEqual(mark(0))
      expect(await test.store.held(account)).toMatchObject({ mark: mark(0), operators, directory: { account } })
    })

    it('leaves alone whom a step does not name, and the directory where it has none', async () => {
      const account = fresh()
      const [one, two] = [anOperator({ account }), anOperator({ account, operatorId: 42 })]
      await test.store.commit(account, NOBODY, {
        ...{ mark: mark(0), operators: [one, two], directory: directoryOf(account) },
      })
      const away = { ...two, availability: 'away', version: 2 } as const
      const held = await test.store.held(account)
      await test.store.commit(account, held, { mark: mark(1), operators: [away], directory: undefined })
      expect(await test.store.list(account)).toEqual([one, away])
      expect(await test.store.directory(account)).toEqual(directoryOf(account))
      const nobody = { mark: mark(2), operators: [], directory: undefined }
      expect(await test.store.commit(account, await test.store.held(account), nobody)).toBe('committed')
      expect(await test.store.list(account)).toEqual([one, away])
      expect(await test.store.mark(account)).toEqual(mark(2))
    })

    it('lets one of two steps from the same reading through, whatever they change', async () => {
      const account = fresh()
      const steps = [
        { mark: mark(0), operators: [], directory: undefined },
        { mark: mark(1), operators: [anOperator({ account })], directory: undefined },
      ]
      const outcomes = await Promise.all(steps.map((step) => test.store.commit(account, NOBODY, step)))
      expect(outcomes.toSorted()).toEqual(['committed', 'contended'])
      const held = await test.store.held(account)
      await test.store.commit(account, held, { mark: mark(2), operators: [], directory: undefined })
      const late = { mark: mark(3), operators: [anOperator({ account, name: 'Late' })], directory: undefined }
      expect(await test.store.commit(account, held, late)).toBe('contended')
      expect(await test.store.mark(account)).toEqual(mark(2))
    })

    it('takes more operators than a transaction does', async () => {
      const account = fresh()
      const operators = Array.from({ length: 230 }, (_, nth) => anOperator({ account, operatorId: nth + 1 }))
      const step = { mark: mark(0), operators, directory: directoryOf(account) }
      expect(await test.store.commit(account, NOBODY, step)).toBe('committed')
      expect(await test.store.held(account)).toMatchObject({ mark: mark(0), operators })
    })
  })
}
