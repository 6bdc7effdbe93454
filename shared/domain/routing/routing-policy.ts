/** The routing document of an account: who is asked for what. `shared/policies` reads and checks it. */
import type { CalendarDocument } from '#domain/calendar'
import type { Condition } from '#domain/condition'
import type { Priority } from '#domain/observation'

/** `suggest`: decided and shown with its receipt, and nothing is done in Chatwoot. */
export const ROUTING_MODES = ['assign', 'suggest', 'off'] as const
export type RoutingMode = (typeof ROUTING_MODES)[number]

export type RoutingCondition = Condition & {
  /** Topics of the classifier, sure enough. */
  readonly topics?: readonly string[]
  /** ISO 639-1 codes of what the customer writes. */
  readonly languages?: readonly string[]
  /** Word lists of the escalation document: the newest message that was worth a look has a word of one of them. */
  readonly words?: readonly string[]
  /** A calendar of this document is open now, or closed. */
  readonly hours?: { readonly calendar: string; readonly open: boolean }
  /** A person has answered before, or nobody has. */
  readonly answered?: boolean
  /** The customer has waited so long: what stands above for longer waits comes to hold as time goes on. */
  readonly waitedMinutes?: number
}

/** Whom a conversation needs. What is absent is not asked for. */
export type Destination = {
  readonly teamId?: number
  /** All of them. */
  readonly skills?: readonly string[]
  readonly priority?: Priority
  /** Added to the conversation's. */
  readonly labels?: readonly string[]
}

export type RoutingRule = {
  readonly id: string
  readonly name: string
  readonly when: RoutingCondition
  readonly to: Destination
}

export type OperatorProfile = {
  readonly skills?: readonly string[]
  /** Absent: any. */
  readonly languages?: readonly string[]
  /** Absent: the default. */
  readonly capacityPoints?: number
  /** A calendar of this document; absent: whenever Chatwoot shows them online. */
  readonly shift?: string
  /** Dates, `YYYY-MM-DD` in the zone of the shift, on which they do not work, whatever the shift says. */
  readonly daysOff?: readonly string[]
}

/** What one conversation of a channel takes of a person. */
export type Effort = {
  /** Of an operator's capacity, while it is open and his turn or the customer's. */
  readonly points: number
  /** Of work, as far as is known beforehand. */
  readonly minutes: number
}

export type RoutingDocument = {
  readonly kind: 'routing'
  readonly description?: string
  readonly mode: RoutingMode
  /** Where Chatwoot assigns by itself, what it has left to nobody for so long is routed all the same; null: never. */
  readonly besideAutoAssignmentSeconds: number | null
  /** The first whose condition holds counts. */
  readonly rules: readonly RoutingRule[]
  /** Where no rule holds, and the classifier is sure enough. */
  readonly topics: { readonly [topic: string]: Destination }
  /** Null: no topics. `model` names a stored one. */
  readonly classifier: { readonly model: string; readonly atLeastPercent: number } | null
  /** Where no rule holds and no topic is sure enough. */
  readonly triage: Destination
  /** A greeting alone waits so long for a message that says something. */
  readonly substanceWaitSeconds: number
  readonly calendars: { readonly [name: string]: CalendarDocument }
  /** By Chatwoot's user id. Who is not named has the default capacity and no skills but those of their teams. */
  readonly operators: { readonly [operatorId: string]: OperatorProfile }
  readonly capacityPoints: number
  /** By channel, without the vendor's prefix. */
  readonly channels: { readonly [channel: string]: Effort }
  readonly otherChannels: Effort
  readonly choice: {
    /** Back to the operator who answered last, if that was within so many days; 0: never. */
    readonly stickyDays: number
    /** No new conversation in the last minutes of a shift. */
    readonly drainMinutes: number
    /** Hard cases of the last four weeks count so many minutes each. */
    readonly hardCaseMinutes: number
    /**
     * So long before nobody who would do is at work any more, what would be left until they are back is given to whoever has
     * the least in hand, up to twice his capacity. Absent: capacity never gives way.
     */
    readonly closingMinutes?: number
  }
  readonly takeBack: {
    /** Whole percents of what was left of the deadline when they went; null: never. */
    readonly offlinePercent: number | null
    readonly awayPercent: number | null
    /** Of what was left when it was given to them, and they have not answered. */
    readonly idlePercent: number | null
    /** Where there is no deadline. */
    readonly withoutDeadlineSeconds: number
    /** Of one conversation. */
    readonly most: number
  }
  /** Before the end of a shift, a hand-over of what is still open is proposed; null: none. */
  readonly handOverMinutes: number | null
  /** What work costs, for the figures alone: nothing is routed by it. Absent: minutes are told without money. */
  readonly cost?: OperatorCost
}

export type OperatorCost = {
  /** ISO 4217: `EUR`. */
  readonly currency: string
  /** An operator's hour, all in, in hundredths of the currency. */
  readonly operatorCentsPerHour: number
  /** What an operator holds at once, on average: an hour in which four lay with him is no four hours of work. */
  readonly conversationsAtOnce: number
  /** What each escalation takes of people besides. */
  readonly minutesPerEscalation: number
}
