import { isObject, type Json, parseJson } from './json.ts'

export type Dimensions = Readonly<Record<string, string>>

export type MetricName = { namespace: string; name: string; dimensions: Dimensions }

/** Aggregate of one minute or longer. */
export type Statistics = { sum: number; count: number; minimum: number; maximum: number; values: number[] }

const MINUTE_MS = 60_000
const KEPT_MINUTES = 25 * 60
/** Enough for a p99 that is right to the percent; further values of a minute only enter sum, count and extremes. */
const KEPT_VALUES = 1_000

/** Metrics by minute, as CloudWatch keeps them: of the services, and of functions by embedded metric format. */
export class MetricStore {
  readonly #series = new Map<string, Map<number, Statistics>>()

  /** Adds one value at an instant. */
  put(metric: MetricName, value: number, atMs: number): void {
    const key = keyOf(metric)
    const series = this.#series.get(key) ?? new Map<number, Statistics>()
    this.#series.set(key, series)
    const minute = Math.floor(atMs / MINUTE_MS)
    const bucket = series.get(minute) ?? { sum: 0, count: 0, minimum: value, maximum: value, values: [] }
    bucket.sum += value
    bucket.count++
    bucket.minimum = Math.min(bucket.minimum, value)
    bucket.maximum = Math.max(bucket.maximum, value)
    if (bucket.values.length < KEPT_VALUES) bucket.values.push(value)
    series.set(minute, bucket)
    const [oldest] = series.keys()
    if (oldest !== undefined && oldest < minute - KEPT_MINUTES) series.delete(oldest)
  }

  /** Everything from `fromMs` (inclusive) to `toMs` (exclusive), whole minutes; undefined when there is nothing. */
  between(metric: MetricName, fromMs: number, toMs: number): Statistics | undefined {
    const series = this.#series.get(keyOf(metric))
    let total: Statistics | undefined
    for (let minute = Math.floor(fromMs / MINUTE_MS); minute * MINUTE_MS < toMs; minute++) {
      const bucket = series?.get(minute)
      if (bucket !== undefined) total = total === undefined ? { ...bucket } : joined(total, bucket)
    }
    return total
  }

  /** Names of all series, for looking around by hand. */
  names(): string[] {
    return [...this.#series.keys()].sort()
  }
}

const joined = (a: Statistics, b: Statistics): Statistics => ({
  sum: a.sum + b.sum,
  count: a.count + b.count,
  minimum: Math.min(a.minimum, b.minimum),
  maximum: Math.max(a.maximum, b.maximum),
  values: [...a.values, ...b.values],
})

const keyOf = ({ namespace, name, dimensions }: MetricName): string => {
  const sorted = Object.entries(dimensions).sort(([a], [b]) => (a < b ? -1 : 1))
  return `${namespace} ${name} ${sorted.map(([key, value]) => `${key}=${value}`).join(',')}`
}

/** One value of a statistic by CloudWatch's names: Sum, Average, Maximum, Minimum, SampleCount, p0 to p100. */
export const statistic = (statistics: Statistics, name: string): number => {
  switch (name) {
    case 'Sum':
      return statistics.sum
    case 'Average':
      return statistics.sum / statistics.count
    case 'Maximum':
      return statistics.maximum
    case 'Minimum':
      return statistics.minimum
    case 'SampleCount':
      return statistics.count
    default: {
      const percent = /^p(\d+(?:\.\d+)?)$/.exec(name)?.[1]
      if (percent === undefined) throw new RangeError(`the statistic ${name} is not known locally`)
      const sorted = [...statistics.values].sort((a, b) => a - b)
      return (
        sorted[Math.min(sorted.length - 1, Math.ceil((Number(percent) / 100) * sorted.length) - 1)] ?? sorted[0] ?? 0
      )
    }
  }
}

export const isKnownStatistic = (name: string): boolean =>
  /^(Sum|Average|Maximum|Minimum|SampleCount|p\d+(\.\d+)?)$/.test(name)

/**
 * Puts a line in CloudWatch's embedded metric format into the store, once per set of dimensions.
 * Gives false for a line that is none.
 */
export const putEmbeddedMetrics = (store: MetricStore, line: string, atMs: number): boolean => {
  if (!line.startsWith('{') || !line.includes('"_aws"')) return false
  const root = objectOf(line)
  if (root === undefined || !isObject(root._aws)) return false
  const directives = root._aws.CloudWatchMetrics
  if (!Array.isArray(directives)) return false
  for (const directive of directives) {
    if (!isObject(directive) || typeof directive.Namespace !== 'string') continue
    const names = items(directive.Metrics).map((metric) => (isObject(metric) ? String(metric.Name) : ''))
    for (const dimensionNames of items(directive.Dimensions)) {
      const dimensions = Object.fromEntries(
        items(dimensionNames).map((key) => [String(key), String(root[String(key)])]),
      )
      for (const name of names) {
        const values = root[name]
        for (const value of Array.isArray(values) ? values : [values]) {
          if (typeof value === 'number') store.put({ namespace: directive.Namespace, name, dimensions }, value, atMs)
        }
      }
    }
  }
  return true
}

const items = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : [])

const objectOf = (line: string): { [key: string]: Json } | undefined => {
  try {
    const value = parseJson(line)
    return isObject(value) ? value : undefined
  } catch {
    // a line that only looks like JSON is text to be shown
    return undefined
  }
}
