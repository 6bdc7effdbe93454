import { describe, expect, it } from 'vitest'
import { plainText } from '#text/plain-text'
import { DEFAULT_NEGATIVE_TONE, toneOf } from '#text/tone'

const tone = (text: string): number => toneOf(plainText(text))

describe('a negative tone', () => {
  it.each([
    'This is ridiculous, I have been waiting for three weeks and nobody answers!',
    'Your service is terrible. I want my money back.',
    'Absolutely useless support, the worst company I ever dealt with.',
    'I am furious. You charged me twice and nobody cares.',
    'This is unacceptable. Fix it now.',
    'WHERE IS MY ORDER??? THIS IS A JOKE!!!',
    'You people are incompetent, and I am fed up with your excuses.',
    'Thanks for nothing. Your product is garbage.',
    'How dare you close my ticket without an answer?',
    'Your agent was rude and lied to me.',
    'Not happy with this at all. I expected better from you.',
    'I am not satisfied, and I am losing patience.',
    'Nobody helps me here, I am really frustrated.',
    "I can't believe how badly you treated my mother.",
    'What a scam. You stole my money, thieves!',
    '😡😡',
  ])('"%s"', (text) => {
    expect(tone(text)).toBeLessThanOrEqual(DEFAULT_NEGATIVE_TONE)
  })
})

describe('an ordinary tone', () => {
  it.each([
    'My card was stolen and I need to block it, what do I do?',
    'I get an error when I try to log in, it says invalid password.',
    'The app crashes on start since the last update. Please help.',
    'I lost my phone and cannot receive the code.',
    'My payment failed twice, but I was charged. Can you check?',
    'One item is missing and one is damaged. The parcel arrived broken.',
    'Someone hacked my account and I am worried about my data.',
    'There is a warning about a virus in the attachment, is it dangerous?',
    'The server is down and our shop is offline, this is urgent.',
    'Why was my transfer declined? It is a wrong decision.',
    'PLEASE CALL ME BACK',
    'Not bad at all, no problem so far.',
    'Die Rechnung war falsch, die Karte ist gut, ich bitte um Hilfe.',
    'La commande est arrivée, mais il manque une pièce. Pour la fin du mois ?',
  ])('"%s"', (text) => {
    expect(tone(text)).toBeGreaterThan(DEFAULT_NEGATIVE_TONE)
  })
  it.each(['', '42', 'Is it available in blue?', 'https://example.com/terrible'])(
    '"%s" says nothing either way',
    (text) => {
      expect(tone(text)).toBe(0)
    },
  )
})

describe('the words around a rated one', () => {
  it('a denial within three words turns it', () => {
    expect(tone('It is good.')).toBeGreaterThan(0)
    expect(tone('It is not good.')).toBeLessThan(0)
    expect(tone("It isn't at all good.")).toBeLessThan(0)
    expect(tone('No, it is good.')).toBeGreaterThan(0)
    expect(tone('It was awful.')).toBeLessThan(tone('It was not awful.'))
  })
  it('what does not work is worse than what is not mentioned', () => {
    expect(tone("It isn't working.")).toBeLessThan(0)
    expect(tone('It is working.')).toBe(0)
  })
  it('degrees count', () => {
    expect(tone('It is very bad.')).toBeLessThan(tone('It is bad.'))
    expect(tone('It is slightly bad.')).toBeGreaterThan(tone('It is bad.'))
  })
  it('shouting and repeated exclamation marks count', () => {
    expect(tone('It is BAD')).toBeLessThan(tone('It is bad'))
    expect(tone('It is bad!!!')).toBeLessThan(tone('It is bad!'))
    expect(tone('WHERE IS MY ORDER!!!')).toBeLessThan(0)
    expect(tone('It is GREAT!!!')).toBeGreaterThan(tone('It is great'))
  })
  it('one word weighs less in a long message than in a short one', () => {
    const long = 'We opened the box on the table and looked at the parts of it in turn. '.repeat(8)
    expect(tone(`${long} It is bad.`)).toBeGreaterThan(tone('It is bad.'))
  })
  it('the scale ends at 100 either way', () => {
    expect(tone('horrible '.repeat(400))).toBeGreaterThanOrEqual(-100)
    expect(tone('the wonderful '.repeat(250))).toBeLessThanOrEqual(100)
    expect(tone('the wonderful '.repeat(250))).toBeGreaterThan(90)
  })
})
