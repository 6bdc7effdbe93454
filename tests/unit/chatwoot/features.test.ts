import { expect, it } from 'vitest'
import { featuresOf } from '#chatwoot/features'

const OLD = { signsWebhooks: false, accountInPayloads: false, assignsBots: false, editsBumpConversations: true }

it.each([
  ['4.2.0', OLD],
  ['4.7.9', OLD],
  ['4.8.0', { ...OLD, assignsBots: true }],
  ['4.11.1', { ...OLD, assignsBots: true }],
  ['4.11.2', { ...OLD, assignsBots: true, signsWebhooks: true }],
  ['4.12.0', { ...OLD, assignsBots: true, signsWebhooks: true, editsBumpConversations: false }],
  ['4.14', { ...OLD, assignsBots: true, signsWebhooks: true, editsBumpConversations: false }],
  ['4.14.2', { signsWebhooks: true, accountInPayloads: true, assignsBots: true, editsBumpConversations: false }],
  ['v4.15.1-ce', { signsWebhooks: true, accountInPayloads: true, assignsBots: true, editsBumpConversations: false }],
  ['5.0.0', { signsWebhooks: true, accountInPayloads: true, assignsBots: true, editsBumpConversations: false }],
])('what Chatwoot %s can do', (version, features) => {
  expect(featuresOf(version)).toEqual(features)
})

it.each([null, '', 'develop', '4', '4.15.1.2', '15.1.'])('of version %j nothing is expected', (version) => {
  expect(featuresOf(version)).toEqual({ ...OLD, editsBumpConversations: false })
})
