import { describe, expect, it } from 'vitest'
import { chatwootLinks, conversationUrl } from '#domain/chatwoot-links'

describe('links to Chatwoot', () => {
  it('lead to a conversation of the account', () => {
    const links = chatwootLinks(
      'shop=https://chat.example.com/app/accounts/1/ outlet=http://127.0.0.1:3000/app/accounts/2',
    )
    expect(conversationUrl(links, 'shop', 7)).toBe('https://chat.example.com/app/accounts/1/conversations/7')
    expect(conversationUrl(links, 'outlet', 8)).toBe('http://127.0.0.1:3000/app/accounts/2/conversations/8')
    expect(conversationUrl(links, 'other', 9)).toBeNull()
  })

  it('may be none', () => {
    expect(chatwootLinks('-').size).toBe(0)
  })

  it.each(['', 'shop', 'shop=', 'Shop=https://x.example', 'shop=javascript:alert(1)'])('refuses %j', (setting) => {
    expect(() => chatwootLinks(setting)).toThrow('CHATWOOT_LINKS')
  })
})
