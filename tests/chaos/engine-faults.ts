/** What goes wrong at AWS: throttles, 5xx before and after the effect, slow answers, and outages. */
import type { Random } from '#infra/local/chatwoot/random'
import type { Fault, FaultCall, ServiceName } from '#infra/local/engines/service'

type Wrong = 'throttled' | 'failed' | 'answer lost' | 'slow'
/** Shares of all calls. */
const RATES: Readonly<Record<Wrong, number>> = { throttled: 0.02, failed: 0.01, 'answer lost': 0.005, slow: 0.01 }
const SLOW_MS = [50, 800] as const

/** As each service names them; the SDK tells by these names what it tries again. */
const NAMES: Readonly<Record<ServiceName, { readonly throttled: Refusal; readonly failed: Refusal }>> = {
  dynamodb: {
    throttled: { type: 'ProvisionedThroughputExceededException', status: 400 },
    failed: { type: 'InternalServerError', status: 500 },
  },
  sqs: { throttled: { type: 'RequestThrottled', status: 400 }, failed: { type: 'InternalError', status: 500 } },
  s3: { throttled: { type: 'SlowDown', status: 503 }, failed: { type: 'InternalError', status: 500 } },
  events: {
    throttled: { type: 'ThrottlingException', status: 400 },
    failed: { type: 'InternalException', status: 500 },
  },
  secretsmanager: {
    throttled: { type: 'ThrottlingException', status: 400 },
    failed: { type: 'InternalServiceError', status: 500 },
  },
  firehose: {
    throttled: { type: 'ServiceUnavailableException', status: 503 },
    failed: { type: 'InternalFailure', status: 500 },
  },
  lambda: {
    throttled: { type: 'TooManyRequestsException', status: 429 },
    failed: { type: 'ServiceException', status: 500 },
  },
  sns: { throttled: { type: 'Throttling', status: 400 }, failed: { type: 'InternalError', status: 500 } },
}
type Refusal = { readonly type: string; readonly status: number }

/** `intake`: neither the queue nor the bucket takes a webhook. */
export type Outage = 'queue' | 'table' | 'intake'

export type EngineFaults = {
  next(call: FaultCall): Fault | undefined
  begin(outage: Outage): void
  end(): void
  /** By service, and what went wrong. */
  readonly counts: Readonly<Record<string, number>>
}

export function engineFaults(random: Random): EngineFaults {
  const counts: Record<string, number> = {}
  let outage: Outage | undefined
  const tally = (service: ServiceName, wrong: string): void => {
    const name = `${service} ${wrong}`
    counts[name] = (counts[name] ?? 0) + 1
  }
  return {
    counts,
    begin(which) {
      outage = which
    },
    end() {
      outage = undefined
    },
    next(call) {
      if (outage !== undefined && isOut(outage, call)) {
        tally(call.service, 'down')
        return { error: { type: 'ServiceUnavailable', status: 503 } }
      }
      const wrong = drawn(random)
      if (wrong === undefined) return undefined
      tally(call.service, wrong)
      return faultOf(wrong, call.service, random)
    },
  }
}

function faultOf(wrong: Wrong, service: ServiceName, random: Random): Fault {
  const { throttled, failed } = NAMES[service]
  switch (wrong) {
    case 'slow':
      return { delayMs: random.between(...SLOW_MS) }
    case 'throttled':
      return { error: throttled }
    case 'failed':
      return { error: failed }
    case 'answer lost':
      return { error: failed, when: 'after' }
  }
}

function drawn(random: Random): Wrong | undefined {
  let draw = random.next()
  for (const [wrong, share] of Object.entries(RATES) as [Wrong, number][]) {
    draw -= share
    if (draw < 0) return wrong
  }
  return undefined
}

function isOut(outage: Outage, { service, operation, input }: FaultCall): boolean {
  if (outage === 'table') return service === 'dynamodb'
  // what ingest sends carries its stamps; other messages are not of the intake
  const taking = operation === 'SendMessage' && 'receiptId' in Object(input.MessageAttributes)
  return taking || (outage === 'intake' && service === 's3')
}
