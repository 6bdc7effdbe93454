import { expect, it } from 'vitest'
import { featuresOf } from '#chatwoot/features'

const OLD = { signsWebhooks: false, accountInPayloads: false }

it.each([
  ['4.2.0', OLD],
  ['4.7.9', OLD],
  ['4.11.1', OLD],
  ['4.11.2', { ...OLD, signsWebhooks: true }],
  ['4.14', { ...OLD, signsWebhooks: true }],
  ['4.14.2', { signsWebhooks: true, accountInPayloads: true }],
  ['v4.15.1-ce', { signsWebhooks: true, accountInPayloads: true }],
  ['5.0.0', { signsWebhooks: true, accountInPayloads: true }],
])('what Chatwoot %s can do', (version, features) => {
  expect(featuresOf(version)).toEqual(features)
})

it.each([null, '', 'develop', '4', '4.15.1.2', '15.1.'])('of version %j nothing is expected', (version) => {
  expect(featuresOf(version)).toEqual(OLD)
})
