import type { PostJson, PostOutcome } from './https-json.ts'
import { clipped, type Notice, oneLine } from './notice.ts'
import type { Absent, TargetBook } from './target-book.ts'
import { ON_CALL, type TargetConfig } from './target-config.ts'
import { PAGERDUTY_URL, pagerDutyEvent } from './target-pagerduty.ts'
import { slackMessage } from './target-slack.ts'
import { type PublishToTopic, topicMessage } from './target-sns.ts'
import { teamsMessage } from './target-teams.ts'

/** What became of a notice at the target it was meant for. */
export type Outcome =
  | { readonly kind: 'delivered' }
  /** `status`: of the last answer, 0 when there was none. `detail`: without addresses and keys. */
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }
export type Delivery = { readonly target: string } & Outcome

/**
 * How Backdesk reaches people. A notice is never lost silently: when its target is unknown, refuses it or cannot be
 * reached, it goes to the default topic instead, with a title that says so, and the delivery is `refused`.
 */
export type Targets = {
  /** @throws the SDK's errors when the default topic does not take a notice either: it must be tried again. */
  deliver(name: string, notice: Notice): Promise<Delivery>
}

export type Transports = { readonly post: PostJson; readonly publish: PublishToTopic }
export type TargetsDeps = Transports & {
  readonly book: TargetBook
  /** What `on-call` stands for without an entry of that name, and where everything ends that went nowhere else. */
  readonly defaultTopicArn: string
  /**
   * True: a name without an entry is a fault, as for pages. False: it is the default topic's, as for notices of a
   * deployment that has no Slack or Teams; the title then begins with the name.
   */
  readonly mustExist: boolean
  readonly log: { warn(code: string, fields: Readonly<Record<string, string | number>>): void }
}

export function targets(deps: TargetsDeps): Targets {
  const toDefault = (notice: Notice): Promise<void> => deps.publish(deps.defaultTopicArn, topicMessage(notice))
  return {
    async deliver(name, notice) {
      const entry = await deps.book.find(name)
      if (entry === 'unknown' && (name === ON_CALL || !deps.mustExist)) {
        const title = name === ON_CALL ? notice.title : `[${clipped(oneLine(name), 40)}] ${notice.title}`
        await toDefault({ ...notice, title })
        return { target: name, kind: 'delivered' }
      }
      const outcome = typeof entry === 'string' ? refused(0, ABSENCE[entry]) : await deliverTo(entry, notice, deps)
      if (outcome.kind === 'delivered') return { target: name, ...outcome }
      deps.log.warn('target_refused', { target: name, status: outcome.status, detail: outcome.detail })
      await toDefault({ ...notice, title: `[could not reach ${clipped(oneLine(name), 40)}] ${notice.title}` })
      return { target: name, ...outcome, detail: `${outcome.detail}; went to the default topic instead` }
    },
  }
}

const ABSENCE: Readonly<Record<Absent, string>> = {
  unknown: 'no target has this name',
  'ill-formed': 'its entry is ill-formed',
  unreadable: 'the targets cannot be read',
}

/** One target, without a way out when it refuses. Does not throw for what the target does. */
export async function deliverTo(target: TargetConfig, notice: Notice, via: Transports): Promise<Outcome> {
  switch (target.kind) {
    case 'pagerduty': {
      const { url = PAGERDUTY_URL, routingKey } = target
      return judged('pagerduty', await via.post(url, pagerDutyEvent(routingKey, notice)))
    }
    case 'slack':
      return judged('slack', await via.post(target.url, slackMessage(notice)))
    case 'teams':
      return judged('teams', await via.post(target.url, teamsMessage(notice)))
    case 'sns':
      return via.publish(target.topicArn, topicMessage(notice)).then(
        () => ({ kind: 'delivered' }),
        (error: unknown) => refused(httpStatusOf(error), `SNS: ${error instanceof Error ? error.name : 'fault'}`),
      )
  }
}

type Answered = Extract<PostOutcome, { kind: 'answered' }>

/** By its status, except where that is known to mislead. */
const TAKEN: Readonly<Record<'pagerduty' | 'slack' | 'teams', (answer: Answered) => boolean>> = {
  // Anything else under 300 comes from a wrong address.
  pagerduty: ({ status }) => status === 202,
  slack: ({ status }) => isOk(status),
  // Teams answers 200 with the failure in words when the channel refuses what the webhook took.
  teams: ({ status, body }) => isOk(status) && !/delivery failed/i.test(body),
}
const isOk = (status: number): boolean => status >= 200 && status < 300

function judged(kind: keyof typeof TAKEN, outcome: PostOutcome): Outcome {
  if (outcome.kind === 'unanswered') return refused(0, `no answer: ${outcome.why}`)
  if (TAKEN[kind](outcome)) return { kind: 'delivered' }
  const words = receiversWords(outcome.body)
  return refused(outcome.status, words === undefined ? `HTTP ${outcome.status}` : `HTTP ${outcome.status}, ${words}`)
}

/**
 * Slack's `no_service`, PagerDuty's `{"status":"invalid event"}`: what tells an operator most. Thirty characters of
 * plain words cannot hold a routing key or an address.
 */
function receiversWords(body: string): string | undefined {
  const words = /^\s*([a-z_]{1,30})\s*$/.exec(body) ?? /"status"\s*:\s*"([a-z ]{1,30})"/i.exec(body)
  return words?.[1]
}

const refused = (status: number, detail: string): Outcome => ({ kind: 'refused', status, detail })

const httpStatusOf = (error: unknown): number =>
  (error as { $metadata?: { httpStatusCode?: number } } | undefined)?.$metadata?.httpStatusCode ?? 0
