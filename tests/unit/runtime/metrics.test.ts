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

  it('writes the last reading of a gauge, zero included, in the unit its name tells', () => {
    const { metrics, lines } = metering()
    metrics.gauge('SlaAtRisk', 7)
    metrics.gauge('SlaAtRisk', 0)
    metrics.gauge('UnassignedOldestSeconds', 90)
    metrics.flush()
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({
      _aws: {
        CloudWatchMetrics: [
          {
            Metrics: [
              { Name: 'SlaAtRisk', Unit: 'Count' },
              { Name: 'UnassignedOldestSeconds', Unit: 'Seconds' },
            ],
          },
        ],
      },
      SlaAtRisk: 0,
      UnassignedOldestSeconds: 90,
    })
  })

  it('forgets a reading after a flush: what is not read again is not told again', () => {
    const { metrics, lines } = metering()
    metrics.gauge('SlaBreached', 2)
    metrics.flush()
    metrics.count('TickRuns')
    metrics.flush()
    expect(JSON.parse(lines[1] ?? '')).not.toHaveProperty('SlaBreached')
  })

  it('counts what tells a bad version once more by function and version, and nothing else', () => {
    const lines: string[] = []
    const release = { service: 'process', functionName: 'backdesk-prod-process', version: '42' } as const
    const metrics = meter({ environment: 'prod', release, write: (line) => lines.push(line) })
    metrics.count('ConversationsWritten', 3)
    metrics.flush()
    metrics.count('ConversationsWritten', 2)
    metrics.count('DeadLettered')
    metrics.flush()
    const [calm, troubled] = lines.map((line) => JSON.parse(line) as { _aws: { CloudWatchMetrics: object[] } })
    expect(calm?._aws.CloudWatchMetrics).toHaveLength(1)
    expect(calm).not.toHaveProperty('ExecutedVersion')
    expect(troubled?._aws.CloudWatchMetrics).toEqual([
      expect.objectContaining({ Dimensions: [['Environment']] }),
      {
        Namespace: 'Backdesk',
        Dimensions: [['Environment', 'FunctionName', 'ExecutedVersion']],
        Metrics: [{ Name: 'DeadLettered', Unit: 'Count' }],
      },
    ])
    expect(troubled).toMatchObject({ FunctionName: 'backdesk-prod-process', ExecutedVersion: '42', DeadLettered: 1 })
  })

  it('every metric is listed under its own name', () => {
    for (const [key, name] of Object.entries(METRICS)) expect(name).toBe(key)
  })
})
