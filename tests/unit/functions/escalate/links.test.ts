import { expect, it } from 'vitest'
import { deskLinks } from '#functions/escalate/links'
import { ESCALATION_KEY } from '#tests/support/escalations'

const places = {
  consoleUrl: 'https://desk.example.com/',
  chatwoot: new Map([['shop', 'https://chat.example.com/app/accounts/3']]),
  runbookBaseUrl: 'https://docs.example.com/',
}
const inChatwoot = {
  text: 'Conversation in Chatwoot',
  href: 'https://chat.example.com/app/accounts/3/conversations/1042',
}

it('an escalation is acknowledged in the console, and its conversation opens in Chatwoot', () => {
  expect(deskLinks(places).acknowledge(ESCALATION_KEY)).toEqual([
    {
      text: 'Acknowledge',
      href: 'https://desk.example.com/?account=shop&conversation=1042&escalation=shop.1042.response.1789376400000',
    },
    inChatwoot,
  ])
})

it('a conversation opens in the console, and in Chatwoot where that is known', () => {
  const inConsole = {
    text: 'Conversation in the console',
    href: 'https://desk.example.com/?account=shop&conversation=1042',
  }
  expect(deskLinks(places).conversation('shop', 1042)).toEqual([inConsole, inChatwoot])
  expect(deskLinks({ ...places, chatwoot: new Map() }).conversation('shop', 1042)).toEqual([inConsole])
})

it('a page leads to the list of its cause and to what to do', () => {
  expect(deskLinks(places).list('shop', 'response')).toEqual([
    { text: 'Acknowledge', href: 'https://desk.example.com/?account=shop&escalations=response' },
  ])
  expect(deskLinks(places).runbook()).toEqual([
    { text: 'What to do', href: 'https://docs.example.com/docs/runbooks/escalations.md#page' },
  ])
})

it('runbooks that are not on the web have no link', () => {
  expect(deskLinks({ ...places, runbookBaseUrl: '-' }).runbook()).toEqual([])
})
