import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { METRICS } from '#runtime/metric-names'
import { at, config, list, synthesize } from './templates.ts'

const page = readFileSync('docs/deploy.md', 'utf8')
const told = page.replaceAll(/\s+/g, ' ')
const prod = synthesize(config('prod'))
const alarms = prod.ofType('AWS::CloudWatch::Alarm')

/** The last cells of the lines of each table of prices, and what is said of their sum. */
const tables = page
  .split('## What it costs')[1]
  ?.split(/^\| \| how much .*$/m)
  .slice(1)
  .map((table) => {
    const cells = [...table.matchAll(/^\| .* \| ([^|]+) \|$/gm)].map(([, cell = '']) => cell.replaceAll('*', '').trim())
    return { prices: cells.slice(0, -1).map(Number), sum: cells.at(-1) }
  })

test('the prices add up to what is said of them', () => {
  expect(tables).toHaveLength(2)
  for (const { prices, sum } of tables ?? [])
    expect(sum).toBe(`about ${Math.round(prices.reduce((total, price) => total + price, 0))}`)
})

test('the price of the alarms is worked out for as many metrics as there are', () => {
  const watched = alarms.flatMap(({ Properties }) =>
    Properties.Metrics === undefined
      ? [Properties.MetricName]
      : list(Properties.Metrics).filter((query) => at(query, 'MetricStat') !== undefined),
  ).length
  expect(told).toContain(`${watched} metrics watched by alarms (${(watched / 10).toFixed(2)})`)
})

test('the price of our own metrics is worked out for as many as there are', () => {
  const everyMinute = Number(
    /metrics of tick, presence, reconcile and route \| (\d+), counted every minute/.exec(told)?.[1],
  )
  const filters = prod.ofType('AWS::Logs::MetricFilter').length
  const others = Object.keys(METRICS).length - everyMinute
  expect(told).toContain(`up to ${others} further metrics of ours and ${filters} of the access log`)
  expect(told).toContain(`: ${((others + filters) * 0.3).toFixed(2)} at the very most`)
})
