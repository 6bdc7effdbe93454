import { expect, it } from 'vitest'
import { UsageFault, type Values } from '#infra/ops/area'
import { toldIn } from '#infra/ops/happenings-area'

const NOW_MS = Date.UTC(2026, 8, 14, 9)
const values = (given: Values['given']): Values => ({ env: 'dev', endpoint: undefined, json: false, given })
const told = (given: Values['given']) => toldIn(values(given), { account: 'shop', by: 'ana', nowMs: NOW_MS })
const DEPLOY = { kind: 'deploy', title: ' Shop 8.1 ' }

it('what a pipeline tells is an instant of now, with an id that follows from what it is', () => {
  expect(told(DEPLOY)).toMatchObject({ kind: 'deploy', title: 'Shop 8.1', atMs: NOW_MS, untilMs: null, by: 'ana' })
  expect(told(DEPLOY).id).toBe(told(DEPLOY).id)
  expect(told(DEPLOY).id).not.toBe(told({ ...DEPLOY, at: '5m' }).id)
  expect(told({ ...DEPLOY, at: '90m', until: '30m', id: 'web@812' })).toMatchObject({
    id: 'web@812',
    atMs: NOW_MS - 90 * 60_000,
    untilMs: NOW_MS - 30 * 60_000,
  })
})

it.each([
  [{ title: 'x' }, '--kind'],
  [{ kind: 'outage', title: 'x' }, '--kind must be one of'],
  [{ kind: 'deploy', title: ' ' }, '--title'],
  [{ ...DEPLOY, at: '2026-09-15T09:00:00Z' }, 'in the future'],
  [{ ...DEPLOY, at: '30m', until: '90m' }, 'before --at'],
  [{ ...DEPLOY, url: 'http://ci' }, 'https://'],
  [{ ...DEPLOY, id: 'two words' }, '--id'],
])('%j is refused by %s', (given, why) => {
  expect(() => told(given)).toThrow(UsageFault)
  expect(() => told(given)).toThrow(why)
})
