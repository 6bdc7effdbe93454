/** Whether a webhook, a reading or a message of one of our queues is about the contact. Pure. */
import { parsedJson } from '#runtime/json'
import type { Forgotten } from './places.ts'

type Whom = Pick<Forgotten, 'contactId' | 'conversationIds'>

/** A text that is no JSON can hold anything: it is told apart, and left to a person. */
export function mentionsIn(text: string, whom: Whom): 'yes' | 'no' | 'unreadable' {
  const value = parsedJson(text)
  if (value === undefined) return 'unreadable'
  return isAbout(value, whom) ? 'yes' : 'no'
}

/** In payloads of Chatwoot, in messages of our queues, and in our events on the bus. */
export function isAbout(value: unknown, whom: Whom): boolean {
  if (Array.isArray(value)) return value.some((element) => isAbout(element, whom))
  if (!isObject(value)) return false
  if (isItself(value, whom)) return true
  return Object.entries(value).some(([key, member]) => isHis(key, member, whom) || isAbout(member, whom))
}

type Json = Readonly<Record<string, unknown>>

/** The root of a conversation's webhook is the conversation, that of a contact's the contact; readings list conversations. */
function isItself(object: Json, whom: Whom): boolean {
  const { event, id } = object
  if (typeof event === 'string' && event.startsWith('contact_')) return id === whom.contactId
  return looksLikeConversation(object) && isOneOf(id, whom)
}

function isHis(key: string, member: unknown, whom: Whom): boolean {
  switch (key) {
    case 'contact_id':
    case 'contactId':
      return member === whom.contactId
    case 'conversation_id':
    case 'conversationId':
      return isOneOf(member, whom)
    case 'conversation':
    case 'current_conversation':
      return isObject(member) && isOneOf(member.id, whom)
    case 'contact':
      return isObject(member) && member.id === whom.contactId
    // Of an operator's message it is a user, whose ids begin anew.
    case 'sender':
      return isObject(member) && member.id === whom.contactId && isContact(member)
    default:
      return false
  }
}

const isContact = ({ type, ...rest }: Json): boolean =>
  type === 'contact' || (type === undefined && 'phone_number' in rest)
const looksLikeConversation = (object: Json): boolean =>
  'contact_inbox' in object || ('meta' in object && 'inbox_id' in object)
const isOneOf = (id: unknown, { conversationIds }: Whom): boolean => typeof id === 'number' && conversationIds.has(id)
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
