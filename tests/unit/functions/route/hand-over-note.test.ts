import { expect, it } from 'vitest'
import { noteText } from '#functions/route/hand-overs'

it('a hand-over says who could take it over, how much they have in hand, and when the shift ends', () => {
  expect(noteText({ name: "Blair O'Example-Smith", minutes: 8.4 }, 12)).toBe(
    "Your shift ends in 12 minutes, and this conversation is still open. Blair O'Example-Smith could take it over: 8 minutes of work in hand. Assign it to them if you agree.",
  )
  expect(noteText({ name: 'Blair', minutes: 0 }, 1)).toMatch(/^Your shift ends in 1 minute, .* no work in hand\./)
  expect(noteText({ name: 'Blair', minutes: 1 }, 2)).toContain('1 minute of work in hand')
})

it('a hand-over says that nobody else has room', () => {
  expect(noteText(undefined, 5)).toMatch(/Nobody else who would do for it has room just now\.$/)
})

it('a name brings no link, picture or line of its own into a note', () => {
  const text = noteText({ name: '![x](https://evil.example/p.png)\n# **Now** <b>', minutes: 3 }, 5)
  expect(text).not.toMatch(/[[\]()<>*#!\n]/)
  expect(noteText({ name: '[]()', minutes: 3 }, 5)).toContain('A colleague could take it over')
})
