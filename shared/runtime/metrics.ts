import { toStdout } from './log.ts'
import { METRIC_DIMENSION, METRIC_NAMESPACE, type MetricName } from './metric-names.ts'

/** Counts and gauges of one invocation; `flush` writes them as one line of CloudWatch's embedded metric format. */
export type Meter = {
  count(name: MetricName, by?: number): void
  /** A reading: the last one of an invocation counts, zero included. The unit follows from the name. */
  gauge(name: MetricName, value: number): void
  /** Writes what was counted since the last flush, if anything. Call it at the end of every invocation. */
  flush(): void
}

export type MeterOptions = {
  /** Value of the only dimension. */
  readonly environment: string
  readonly now?: () => number
  readonly write?: (line: string) => void
}

/** A meter whose counts become metrics of namespace `Backdesk`. A call costs an addition; only `flush` writes. */
export function meter(options: MeterOptions): Meter {
  const { environment, now = Date.now, write = toStdout } = options
  const counts = new Map<MetricName, number>()
  return {
    count(name, by = 1) {
      if (by !== 0) counts.set(name, (counts.get(name) ?? 0) + by)
    },
    gauge(name, value) {
      counts.set(name, value)
    },
    flush() {
      if (counts.size === 0) return
      const metrics = [...counts.keys()].map((name) => ({
        Name: name,
        Unit: name.endsWith('Seconds') ? 'Seconds' : 'Count',
      }))
      write(
        JSON.stringify({
          _aws: {
            Timestamp: now(),
            CloudWatchMetrics: [{ Namespace: METRIC_NAMESPACE, Dimensions: [[METRIC_DIMENSION]], Metrics: metrics }],
          },
          [METRIC_DIMENSION]: environment,
          ...Object.fromEntries(counts),
        }),
      )
      counts.clear()
    },
  }
}
