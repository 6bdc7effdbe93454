import { describe, expect, test } from 'vitest'
import type { Json } from '#infra/local/json'
import { metricMath } from '#infra/local/metric-math'
import { MetricStore, putEmbeddedMetrics, statistic } from '#infra/local/metrics'
import { failedItems } from '#infra/local/wiring/batch-response'
import { targetInput, valueAt } from '#infra/local/wiring/input-transformer'
import { logFilter } from '#infra/local/wiring/log-filter'

describe('partial batch responses', () => {
  const ids = new Set(['a', 'b'])
  test.each<[string, Json, string[] | 'all']>([
    ['nothing', null, []],
    ['an empty object', {}, []],
    ['a null list', { batchItemFailures: null }, []],
    ['an empty list', { batchItemFailures: [] }, []],
    ['one identifier', { batchItemFailures: [{ itemIdentifier: 'b' }] }, ['b']],
    ['the same one twice', { batchItemFailures: [{ itemIdentifier: 'b' }, { itemIdentifier: 'b' }] }, ['b']],
    ['an unknown identifier', { batchItemFailures: [{ itemIdentifier: 'a' }, { itemIdentifier: 'x' }] }, 'all'],
    ['an empty identifier', { batchItemFailures: [{ itemIdentifier: '' }] }, 'all'],
    ['a null identifier', { batchItemFailures: [{ itemIdentifier: null }] }, 'all'],
    ['a misspelt key', { batchItemFailures: [{ itemId: 'a' }] }, 'all'],
    ['something that is no list', { batchItemFailures: 'a' }, 'all'],
  ])('%s', (_what, response, expected) => {
    expect(failedItems(response, ids)).toEqual(expected === 'all' ? 'all' : new Set(expected))
  })
})

describe('the input of a rule target', () => {
  const event = {
    id: 'e1',
    time: '2026-11-02T09:00:00Z',
    detail: { name: 'A "quoted" one', n: 7, list: [{ id: 'x' }], none: null },
  }
  const of = (target: object) => targetInput({ Id: 't', Arn: 'a', ...target }, event)

  test('is the event, a part of it, or a constant', () => {
    expect(JSON.parse(of({}))).toEqual(event)
    expect(of({ InputPath: '$.detail.list[0].id' })).toBe('"x"')
    expect(of({ InputPath: '$.nowhere' })).toBe('null')
    expect(of({ Input: '{"fixed":1}' })).toBe('{"fixed":1}')
  })

  test('is a template filled with JSON outside quotes and text inside', () => {
    const InputTransformer = {
      InputPathsMap: { name: '$.detail.name', n: '$.detail.n', all: '$.detail' },
      InputTemplate:
        '{"say":"<name> no. <n>","name":<name>,"n":<n>,"all":<all>,"id":"<aws.events.event.ingestion-time>"}',
    }
    expect(JSON.parse(of({ InputTransformer }))).toEqual({
      say: 'A "quoted" one no. 7',
      name: 'A "quoted" one',
      n: 7,
      all: event.detail,
      id: event.time,
    })
  })

  test('refuses a template that names a value without a path', () => {
    expect(() => of({ InputTransformer: { InputTemplate: '<missing>' } })).toThrow(/<missing>/)
  })

  test('paths may lead nowhere', () => {
    expect([valueAt(event, '$'), valueAt(event, '$.detail.none.deeper'), valueAt(event, '$.detail.list[3]')]).toEqual([
      event,
      undefined,
      undefined,
    ])
  })
})

describe('log filters', () => {
  const entry = { route: 'POST /webhooks', status: 503, nested: { ms: 7 }, text: '500' }
  test.each<[string, boolean]>([
    ['{ $.status >= 500 }', true],
    ['{ ($.route = "POST /webhooks") && ($.status = 429) }', false],
    ['{ ($.status = 429) || ($.nested.ms < 8) && ($.status != 1) }', true],
    ['{ $.route = "POST *" }', true],
    ['{ $.route != "POST *" }', false],
    ['{ $.text >= 500 }', false],
    ['{ $.absent = 1 }', false],
  ])('%s', (pattern, expected) => {
    expect(logFilter(pattern)(entry)).toBe(expected)
  })

  test.each(['ERROR', '{ $.a }', '{ $.a = x }', '{ status = 1 }', '{ ($.a = 1 }', '{ $.a = 1 ) }', '{ $.a > "text" }'])(
    'refuses %s',
    (pattern) => {
      expect(() => logFilter(pattern)).toThrow()
    },
  )
})

describe('metric math', () => {
  const values: Record<string, number> = { a: 6, b: 3, zero: 0 }
  test.each<[string, number | undefined]>([
    ['a + b', 9],
    ['a + b * 2 - 1', 11],
    ['(a + b) / 3', 3],
    ['-a + 10', 4],
    ['100 * a / zero', undefined],
    ['a + gone', undefined],
    ['FILL(gone, 0) + FILL(a, 0)', 6],
  ])('%s', (text, expected) => {
    expect(metricMath(text).expression((id) => values[id])).toBe(expected)
  })

  test.each(['SEARCH(x)', 'a +', 'a b', 'IF(a > 1, 1, 0)', '(a', 'RATE(a)'])('refuses %s', (text) => {
    expect(() => metricMath(text)).toThrow()
  })
})

describe('metrics', () => {
  const MINUTE = 60_000
  const metric = { namespace: 'Shop', name: 'Orders', dimensions: { Environment: 'dev' } }

  test('are kept by the minute and joined over longer periods', () => {
    const store = new MetricStore()
    for (const [at, value] of [
      [0, 1],
      [MINUTE - 1, 2],
      [MINUTE, 10],
      [3 * MINUTE, 99],
    ] as const)
      store.put(metric, value, at)
    expect(store.between(metric, 0, MINUTE)).toMatchObject({ sum: 3, count: 2, minimum: 1, maximum: 2 })
    expect(store.between(metric, 0, 2 * MINUTE)).toMatchObject({ sum: 13, count: 3 })
    expect(store.between(metric, 2 * MINUTE, 3 * MINUTE)).toBeUndefined()
    expect(store.between({ ...metric, dimensions: {} }, 0, MINUTE)).toBeUndefined()
  })

  test('give every statistic that alarms ask for', () => {
    const store = new MetricStore()
    for (let value = 1; value <= 100; value++) store.put(metric, value, 0)
    const all = store.between(metric, 0, MINUTE)
    if (all === undefined) throw new Error('nothing kept')
    const names = ['Sum', 'Average', 'Minimum', 'Maximum', 'SampleCount', 'p50', 'p99', 'p100']
    expect(names.map((name) => statistic(all, name))).toEqual([5050, 50.5, 1, 100, 100, 50, 99, 100])
    expect(() => statistic(all, 'tm99')).toThrow(/tm99/)
  })

  test('come from lines in embedded metric format, once per set of dimensions; other lines are text', () => {
    const store = new MetricStore()
    const line = JSON.stringify({
      _aws: {
        Timestamp: 1,
        CloudWatchMetrics: [{ Namespace: 'Shop', Dimensions: [['Environment'], []], Metrics: [{ Name: 'Orders' }] }],
      },
      Environment: 'dev',
      Orders: [2, 3],
    })
    expect(putEmbeddedMetrics(store, line, 5)).toBe(true)
    expect(store.between(metric, 0, MINUTE)?.sum).toBe(5)
    expect(store.between({ ...metric, dimensions: {} }, 0, MINUTE)?.sum).toBe(5)
    for (const text of ['hello', '{"level":"info"}', '{"_aws" broken'])
      expect(putEmbeddedMetrics(store, text, 5)).toBe(false)
  })
})
