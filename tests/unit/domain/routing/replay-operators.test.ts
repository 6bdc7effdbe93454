import { describe, expect, it } from 'vitest'
import { operatorStory, standAt, wasThere } from '#domain/routing/replay-operators'
import type { OperatorEvent } from '#events/operator-events'
import { ACCOUNT } from '#tests/support/builders'
import { aRoutingDocument } from '#tests/support/choosing'
import { anOperator } from '#tests/support/operators'
import { HOUR, minute } from '#tests/support/routing-ledgers'

const document = aRoutingDocument({
  operators: { 41: { shift: 'day' } },
  calendars: { day: { timeZone: 'UTC', alwaysOpen: true } },
})
const came = (minutes: number, type: 'operator.available.v1' | 'operator.away.v1', version = 1): OperatorEvent => ({
  id: `${ACCOUNT}/operator/41/${version}`,
  type,
  account: ACCOUNT,
  operatorId: 41,
  version,
  occurredAtMs: minute(minutes),
  observedAtMs: minute(minutes),
  correlationId: 'corr-1',
  source: 'reading',
  data: { name: 'Avery Example', from: version === 1 ? 'offline' : 'available', teams: [], inboxes: [11] },
})

describe('an operator in a replay', () => {
  it('came and went as his ledger says, and was before it what its first event says', () => {
    const events = [came(10, 'operator.available.v1'), came(20, 'operator.away.v1', 2)]
    const story = operatorStory(anOperator(), events, document)
    expect([0, 10, 15, 20].map((minutes) => standAt(story, minute(minutes)).availability)).toEqual([
      'offline',
      'available',
      'available',
      'away',
    ])
    expect(standAt(story, minute(30)).sinceMs).toBe(minute(20))
  })

  it('stands where he stood when only his teams changed', () => {
    const events = [came(10, 'operator.available.v1'), came(20, 'operator.available.v1', 2)]
    expect(standAt(operatorStory(anOperator(), events, document), minute(30))).toEqual({
      availability: 'available',
      sinceMs: minute(10),
    })
  })

  it('without a ledger is as he is now; by a shift, there all through it', () => {
    const offline = anOperator({ availability: 'offline' })
    expect(operatorStory(offline, [], aRoutingDocument())).toMatchObject({ atFirst: 'offline', turns: [] })
    expect(operatorStory(offline, [], document)).toMatchObject({ atFirst: 'available', turns: [] })
    expect(operatorStory(anOperator({ operatorId: 42, availability: 'away' }), [], document).atFirst).toBe('away')
  })

  it('was there if he was available at some instant of the span', () => {
    const later = operatorStory(anOperator(), [came(70, 'operator.available.v1')], document)
    expect(wasThere(later, HOUR)).toBe(false)
    expect(wasThere(later, { fromMs: minute(60), toMs: minute(70) })).toBe(true)
    expect(wasThere(later, { fromMs: minute(80), toMs: minute(90) })).toBe(true)
  })
})
