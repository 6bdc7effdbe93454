import type { SQSRecord } from 'aws-lambda'
import { groupKey } from '#domain/page-group'
import { eachLimited } from '#runtime/retry'
import { DONE, type Outcome, type Outcomes, RETRY } from '#runtime/sqs-batch'
import { drill } from './drill.ts'
import type { EscalateDeps } from './escalate-deps.ts'
import { type Message, openMessage } from './open-message.ts'
import { performBreach } from './perform-breach.ts'
import { followEscalation } from './perform-rung.ts'
import { pageForecast, regroup } from './regroup.ts'

/** Subjects worked on side by side: a target that is slow to answer holds up its own. */
const AT_ONCE = 5
/** Nothing is begun any more after this time: one action can take half a minute, and the function has two. */
const BEGIN_WITHIN_MS = 75_000

type Opened = { readonly messageId: string; readonly body: string; readonly message: Message }

/**
 * Performs what escalations ask for. Messages about one conversation, or one group, are worked on one after the other;
 * every message ends on its own.
 */
export async function performEscalations(messages: readonly SQSRecord[], deps: EscalateDeps): Promise<Outcomes> {
  const outcomes = new Map<string, Outcome>()
  const lanes = new Map<string, Opened[]>()
  for (const { messageId, body } of messages) {
    const message = openMessage(body)
    if (message.kind === 'malformed') {
      outcomes.set(messageId, { kind: 'dead', reason: 'malformed', detail: message.problem })
    } else {
      const subject = subjectOf(message)
      lanes.set(subject, [...(lanes.get(subject) ?? []), { messageId, body, message }])
    }
  }
  const untilMs = deps.now() + BEGIN_WITHIN_MS
  const inTime = (): boolean => deps.now() < untilMs
  await eachLimited([...lanes.values()], AT_ONCE, async (lane) => {
    for (const opened of lane) {
      if (inTime()) outcomes.set(opened.messageId, await perform(opened, inTime, deps))
    }
  })
  return outcomes
}

async function perform(opened: Opened, inTime: () => boolean, deps: EscalateDeps): Promise<Outcome> {
  const { messageId, message } = opened
  try {
    return await performOne(opened, inTime, deps)
  } catch (error) {
    // The table, the queue, or every way to reach somebody. What was done is noted, the rest comes again.
    deps.log.fault('escalation_interrupted', error, { messageId, kind: message.kind, subject: subjectOf(message) })
    return RETRY
  }
}

async function performOne(opened: Opened, inTime: () => boolean, deps: EscalateDeps): Promise<Outcome> {
  const { message, messageId } = opened
  const isHeld = await deps.isOff(accountOf(message))
  if (isHeld && message.kind !== 'escalation') return hold(opened, deps)
  switch (message.kind) {
    case 'escalation': {
      // its story goes on whether or not anybody may be called
      const followed = await followEscalation(message.event, { inTime, isHeld }, deps)
      return followed === 'held' ? hold(opened, deps) : followed
    }
    case 'breach':
      return performBreach(message.event, inTime, deps)
    case 'regroup':
      await regroup(message, messageId, deps)
      return DONE
    case 'forecast':
      await pageForecast(message, messageId, deps)
      return DONE
    case 'drill':
      await drill(messageId, deps)
      return DONE
  }
}

/** Until somebody may be called, a message comes up again every minute: then it is seen what of it still stands. */
const HELD_MS = 60_000

async function hold({ message, body }: Opened, deps: EscalateDeps): Promise<Outcome> {
  if (message.kind === 'forecast') {
    // each tick foresees anew
    deps.count('PagesSpared')
    return DONE
  }
  await deps.sendAgain(body, deps.now() + HELD_MS)
  deps.count('EscalationsHeld')
  return DONE
}

/** `*`: a drill is for everybody whom any account could call. */
function accountOf(message: Message): string {
  switch (message.kind) {
    case 'escalation':
    case 'breach':
      return message.event.account
    case 'regroup':
      return message.group.account
    case 'forecast':
      return message.account
    case 'drill':
      return '*'
  }
}

function subjectOf(message: Message): string {
  switch (message.kind) {
    case 'escalation':
    case 'breach':
      return `${message.event.account}/${message.event.conversationId}`
    case 'regroup':
      return groupKey(message.group)
    case 'forecast':
      return `${message.account}/forecast/${message.team ?? 'no-team'}`
    case 'drill':
      return 'drill'
  }
}
