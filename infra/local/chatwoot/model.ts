/**
 * The rows of the Chatwoot stand-in, named as the vendor's columns mean (CONTRACT (b)). Rows are mutable: they are the
 * database. Every instant is epoch microseconds (`...Us`), Chatwoot's own precision.
 */
import type { JsonObject } from './rails-json.ts'

export type Account = { readonly id: number; readonly name: string }

export type Availability = 'online' | 'busy' | 'offline'

/** A user of Chatwoot: an agent or an administrator. */
export type Operator = {
  readonly id: number
  readonly name: string
  readonly availableName: string
  readonly email: string
  readonly role: 'agent' | 'administrator'
  availability: Availability
  autoOffline: boolean
  readonly accessToken: string
  readonly pubsubToken: string
}

export type AgentBot = { readonly id: number; readonly name: string; readonly accessToken: string }

export type Team = {
  readonly id: number
  name: string
  description: string
  allowAutoAssign: boolean
  readonly memberIds: Set<number>
}

export type Channel = 'Channel::WebWidget' | 'Channel::Email' | 'Channel::Api' | 'Channel::Whatsapp'

export type WorkingDay = {
  readonly dayOfWeek: number
  readonly closedAllDay: boolean
  readonly openAllDay: boolean
  readonly openHour: number | null
  readonly closeHour: number | null
}

export type Inbox = {
  readonly id: number
  readonly name: string
  readonly channel: Channel
  /** The website, the mail address or the webhook of the channel, by its kind. */
  readonly reach: string
  readonly memberIds: Set<number>
  /** A bot inbox starts its conversations `pending`. */
  botId: number | null
  enableAutoAssignment: boolean
  csatSurveyEnabled: boolean
  greeting: string | null
  readonly timezone: string
  workingHoursEnabled: boolean
  readonly workingHours: readonly WorkingDay[]
  /** API inboxes and secrets of widgets; shown to administrators only. */
  readonly hmacToken: string
}

export type Contact = {
  readonly id: number
  name: string
  email: string | null
  phoneNumber: string | null
  identifier: string | null
  additionalAttributes: JsonObject
  customAttributes: JsonObject
  blocked: boolean
  lastActivityAtUs: number | null
  readonly createdAtUs: number
  updatedAtUs: number
}

export type ContactInbox = {
  readonly id: number
  readonly contactId: number
  readonly inboxId: number
  readonly sourceId: string
  readonly pubsubToken: string
  readonly createdAtUs: number
}

export const STATUSES = ['open', 'resolved', 'pending', 'snoozed'] as const
export type Status = (typeof STATUSES)[number]
export const PRIORITIES = ['low', 'medium', 'high', 'urgent'] as const
export type Priority = (typeof PRIORITIES)[number]

export type Conversation = {
  /** Database id: shows up only in `changed_attributes.id` and in reporting events. */
  readonly id: number
  /** The id everybody else speaks of. */
  readonly displayId: number
  readonly uuid: string
  readonly inboxId: number
  readonly contactId: number
  readonly contactInboxId: number
  readonly additionalAttributes: JsonObject
  readonly createdAtUs: number
  status: Status
  assigneeId: number | null
  assigneeAgentBotId: number | null
  teamId: number | null
  priority: Priority | null
  snoozedUntilUs: number | null
  customAttributes: JsonObject
  labelList: readonly string[]
  /** The labels joined by ", "; null until the first save after creation, which is the source of a spurious change. */
  cachedLabelList: string | null
  firstReplyCreatedAtUs: number | null
  waitingSinceUs: number | null
  lastActivityAtUs: number
  agentLastSeenAtUs: number | null
  assigneeLastSeenAtUs: number | null
  contactLastSeenAtUs: number | null
  updatedAtUs: number
  readonly participantIds: Set<number>
}

export type MessageType = 'incoming' | 'outgoing' | 'activity' | 'template'
export type Sender =
  | { readonly type: 'Contact'; readonly id: number }
  | { readonly type: 'User'; readonly id: number }
  | { readonly type: 'AgentBot'; readonly id: number }

export type Message = {
  /** Unique in the installation and growing: the order of messages. */
  readonly id: number
  readonly conversationId: number
  readonly inboxId: number
  readonly messageType: MessageType
  content: string | null
  readonly contentType: 'text' | 'incoming_email' | 'input_csat'
  contentAttributes: JsonObject
  readonly private: boolean
  status: 'sent' | 'delivered' | 'read' | 'failed'
  readonly sourceId: string | null
  readonly sender: Sender | null
  readonly createdAtUs: number
  updatedAtUs: number
}

export type Webhook = {
  readonly id: number
  name: string | null
  url: string
  subscriptions: readonly string[]
  readonly secret: string
}

export type Label = {
  readonly id: number
  readonly title: string
  readonly description: string
  readonly color: string
}

export type CannedResponse = { readonly id: number; readonly shortCode: string; readonly content: string }

export type Portal = { readonly id: number; readonly slug: string; readonly name: string; readonly locale: string }

export type Category = {
  readonly id: number
  readonly portalId: number
  readonly slug: string
  readonly name: string
  readonly locale: string
  readonly description: string
  readonly position: number
}

export const ARTICLE_STATUSES = ['draft', 'published', 'archived'] as const
export type ArticleStatus = (typeof ARTICLE_STATUSES)[number]

export type Article = {
  readonly id: number
  readonly portalId: number
  readonly slug: string
  readonly locale: string
  categoryId: number | null
  title: string
  description: string
  content: string
  status: ArticleStatus
  position: number
  readonly authorId: number
  meta: JsonObject
  views: number
  updatedAtUs: number
}

export type CsatResponse = {
  readonly id: number
  /** Database id of the conversation. */
  readonly conversationId: number
  readonly messageId: number
  readonly contactId: number
  /** The score belongs to whoever was assigned when the customer answered. */
  readonly assignedAgentId: number | null
  rating: number
  feedbackMessage: string | null
  readonly createdAtUs: number
}
