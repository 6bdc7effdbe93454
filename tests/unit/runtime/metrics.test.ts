import { describe, expect, it } from 'vitest'
import { METRICS } from '#runtime/metric-names'
import { meter } from '#runtime/metrics'

function metering() {
  const lines: string[] = []
  const metrics = meter({ environment: 'prod', now: () => 1_789_376_400_000, write: (line) => lines.push(line) })
  return { metrics, lines }
}

describe('metrics', () => {
  it('writes everything counted as one EMF line', () => {
    const { metrics, lines } = metering()
    metrics.count('WebhooksAccepted')
    metrics.count('WebhooksAccepted', 2)
    metrics.count('LostRaces')
    metrics.flush()
    expect(lines).toHaveLength(1)
    expect(JSON.parse(lines[0] ?? '')).toEqual({
      _aws: {
        Timestamp: 1_789_376_400_000,
        CloudWatchMetrics: [
          {
            Namespace: 'Backdesk',
            Dimensions: [['Environment']],
            Metrics: [
              { Name: 'WebhooksAccepted', Unit: 'Count' },
              { Name: 'LostRaces', Unit: 'Count' },
            ],
          },
        ],
      },
      Environment: 'prod',
      WebhooksAccepted: 3,
      LostRaces: 1,
    })
  })

  it('counts anew after a flush, and writes nothing when nothing was counted', () => {
    const { metrics, lines } = metering()
    metrics.count('DeadLettered', 0)
    metrics.flush()
    metrics.count('DeadLettered')
    metrics.flush()
    metrics.flush()
    expect(lines.map((line) => (JSON.parse(line) as { DeadLettered: number }).DeadLettered)).toEqual([1])
  })

  it('every metric is listed under its own name', () => {
    for (const [key, name] of Object.entries(METRICS)) expect(name).toBe(key)
  })
})
