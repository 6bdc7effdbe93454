/** What escalate stands on, as far as it needs it. handler.ts wires it. */
import type { Action } from '#domain/action'
import type { Conversation } from '#domain/conversation'
import type { EscalationKey } from '#domain/escalation-id'
import type { EscalationDocument } from '#domain/escalation-policy'
import type { EscalationEvent, EscalationRecord } from '#domain/escalation-record'
import type { Link, Packet } from '#domain/packet'
import type { GroupName, Member, PageGroup, Say } from '#domain/page-group'
import type { Acting, Foreseeing, Leaving } from '#domain/page-groups'
import type { BreachKey } from '#domain/sla-outcomes'
import type { SlaDocument } from '#domain/sla-policy'
import type { DeskLinks } from './links.ts'

type Fields = Readonly<Record<string, string | number | null | undefined>>

/** What people are told, whichever way it goes. */
export type Notice = {
  /** Repeats with the same key are one page at the receiver. */
  readonly key: string
  readonly action: 'trigger' | 'acknowledge' | 'resolve'
  readonly severity: 'critical' | 'warning'
  readonly title: string
  readonly lines: readonly string[]
  readonly links: readonly Link[]
  readonly atMs: number
  readonly drill?: boolean
}
/** `refused`: it went to the on-call topic instead. */
export type Delivery =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'refused'; readonly status: number; readonly detail: string }

export type Recorded = EscalationRecord & { readonly done: readonly string[]; readonly pages: readonly string[] }
export type Records = {
  record(event: EscalationEvent): Promise<{ record: Recorded; repeated: boolean; raised: boolean }>
  /** Gives the record as it is then. */
  markDone(key: EscalationKey, actionId: string): Promise<Recorded>
  notePage(key: EscalationKey, groupKey: string): Promise<Recorded>
  keepPacket(key: EscalationKey, packet: Packet): Promise<void>
}

export type Breach = BreachKey & { readonly account: string }
export type Breaches = {
  done(breach: Breach): Promise<readonly string[]>
  markDone(breach: Breach, actionId: string): Promise<void>
}

export type Stepped = { readonly group: PageGroup | undefined; readonly moved: boolean; readonly planned: boolean }
export type Groups = {
  join(name: GroupName, joining: { member: Member; teamName: string | null }, acting: Acting): Promise<Stepped>
  leave(name: GroupName, leaving: Leaving & { conversationId: number }, acting: Acting): Promise<Stepped>
  foresee(name: GroupName, of: Foreseeing, acting: Acting): Promise<Stepped>
  check(name: GroupName, atMs: number, acting: Acting): Promise<Stepped>
  said(name: GroupName, say: Say): Promise<Say | null>
  get(name: GroupName): Promise<PageGroup | undefined>
  members(name: GroupName, most: number): Promise<readonly Member[]>
}

export type OnCall = {
  note(proof: { target: string; atMs: number; delivery: Delivery; drill: string | null }): Promise<void>
  onCallStatus(): Promise<readonly { readonly target: string; readonly lastDrill: string | null }[]>
}

export type EscalateDeps = {
  readonly records: Records
  readonly breaches: Breaches
  readonly groups: Groups
  readonly onCall: OnCall
  /** As they are at this moment; null when there is none. */
  readonly conversation: (account: string, conversationId: number) => Promise<Conversation | null>
  /** Those that exist, in any order; may be a second old. */
  readonly conversations: (account: string, ids: readonly number[]) => Promise<readonly Conversation[]>
  /** A version of a document; null when there is none. */
  readonly escalationDocument: (account: string, version: number) => Promise<EscalationDocument | null>
  readonly slaDocument: (account: string, version: number) => Promise<SlaDocument | null>
  readonly accounts: () => Promise<readonly string[]>
  /** The documents in force. */
  readonly active: (account: string) => Promise<{ readonly sla: SlaDocument; readonly escalation: EscalationDocument }>
  readonly requestAction: (action: Action) => Promise<unknown>
  /** @throws when not even the on-call topic takes it. */
  readonly deliver: (target: string, notice: Notice) => Promise<Delivery>
  /** For those who work on it or want to know: what goes nowhere else wakes nobody. */
  readonly tell: (target: string, notice: Notice) => Promise<Delivery>
  /** To escalate's own queue, to come up at that instant. */
  readonly sendAt: (body: Readonly<Record<string, unknown>>, atMs: number) => Promise<void>
  /** A message as it came, to escalate's own queue, to come up at that instant. */
  readonly sendAgain: (body: string, atMs: number) => Promise<void>
  /** Whether nobody may be called just now: `escalate` is switched off for the account (`*`: for all), or outage mode is on. */
  readonly isOff: (account: string) => Promise<boolean>
  readonly links: DeskLinks
  readonly now: () => number
  readonly count: (
    name:
      | 'EscalationsRaised'
      | 'RungsReached'
      | 'PagesSent'
      | 'PagesGrouped'
      | 'PagesSpared'
      | 'PagesFailed'
      | 'EscalationsHeld',
    by?: number,
  ) => void
  readonly log: {
    info(code: string, fields: Fields): void
    warn(code: string, fields: Fields): void
    fault(code: string, error: unknown, fields: Fields): void
  }
}
