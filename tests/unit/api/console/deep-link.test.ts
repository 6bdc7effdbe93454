import { describe, expect, it } from 'vitest'
import { hashOfLink } from '#functions/console/src/deep-link'

describe('a link into the console', () => {
  it.each([
    [
      '?account=shop&conversation=12&escalation=shop.12.response.1789377930000',
      '#account=shop&conversation=12&escalation=shop.12.response.1789377930000',
    ],
    [
      '?escalation=shop.12.response.1789377930000',
      '#account=shop&conversation=12&escalation=shop.12.response.1789377930000',
    ],
    ['?escalations=response', '#escalations=response'],
    ['?account=shop&escalations=', '#account=shop&escalations='],
    ['?page=sla', '#page=sla'],
    // as the notice of a weekly report has it
    ['?account=shop&report=2026-W38', '#account=shop&page=figures&tab=reports&opened=2026-W38'],
    // as the note of a draft has it, with whatever follows `#`
    ['?account=shop&approval=shop.12.own-5f1c', '#account=shop&page=approvals&approval=shop.12.own-5f1c'],
  ])('%s becomes the view %s', (search, hash) => {
    expect(hashOfLink(search)).toBe(hash)
  })

  it('carries nothing along that it does not know', () => {
    expect(hashOfLink('?conversation=12&next=https://elsewhere.example.com')).toBe('#conversation=12')
    expect(hashOfLink('?escalations=%3Cb%3E')).toBe('#')
  })

  it.each(['', '?', '?utm_source=mail', '?code=c-1&state=s-1', '?error=access_denied&state=s-1&conversation=12'])(
    '%j is none',
    (search) => {
      expect(hashOfLink(search)).toBeNull()
    },
  )
})
