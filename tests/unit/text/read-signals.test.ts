import { describe, expect, it } from 'vitest'
import { DEFAULT_WORDS } from '#text/default-words'
import { readSignals } from '#text/read-signals'
import { assertProperty, fc } from '../../support/property.ts'

const found = (text: string, ...listed: string[]): boolean => readSignals(text, { listed }).categories.length > 0

describe('a listed word', () => {
  it.each([
    ['lawyer', 'I will call my lawyer, today.'],
    ['lawyer', 'LAWYER!'],
    ['lawyer', "My lawyer's letter is on its way."],
    ['lawyer', '**lawyer**'],
    ['lawyer', '_lawyer_'],
    ['small claims', 'See you in small\n claims court.'],
    ['self-harm', 'about self harm'],
    ['self harm', 'about self-harm'],
    ["can't stand", 'I can\u2019t stand it'],
    ['scheiß*', 'So ein Scheißladen'],
    ['threat*', 'They were threatening us.'],
    ['anwältin', 'Meine Anwältin meldet sich.'],
    ['адвокат', 'Мой адвокат напишет вам.'],
    ['محامي', 'سأتصل بـ محامي غدا'],
    ['वकील', 'मेरा वकील आपसे बात करेगा'],
    ['律师', '我会联系我的律师。'],
    ['弁護士', '明日弁護士に相談します'],
    ['ทนาย', 'ฉันจะติดต่อทนายของฉัน'],
    ['c++', 'It is written in C++.'],
    ['🖕', 'you🖕'],
  ])('%s is found in "%s"', (word, text) => {
    expect(found(text, word)).toBe(true)
  })

  it.each([
    ['lawyer', 'He argued lawyerly.'],
    ['sue', 'There is an issue.'],
    ['sue', 'We pursue it.'],
    ['sue', 'The field sue_id is empty.'],
    ['ass', 'Please assist me with the class.'],
    ['lawyer', 'Read https://example.com/lawyer or ask lawyer@example.com.'],
    ['lawyer', 'Fine.\n> my lawyer will call'],
    ['threat', 'They were threatening us.'],
    ['адвокат', 'адвокатура'],
    ['वकील', 'वकीलों'],
    ['small claims', 'small and large claims'],
  ])('%s is not found in "%s"', (word, text) => {
    expect(found(text, word)).toBe(false)
  })

  it('cannot be told from a name spelt like it', () => {
    expect(found('Kind regards, Sue', 'sue')).toBe(true)
  })
  it('is a literal: signs of regular expressions mean themselves', () => {
    expect(found('a.b (c) [d] $5 |', 'a.b', '(c)')).toBe(true)
    expect(found('axb', 'a.b')).toBe(false)
  })
  it('that is empty, or nothing but a star, is never found', () => {
    expect(found('anything', '', ' ', '*')).toBe(false)
  })
  it('beyond the first 4,000 characters is not read', () => {
    expect(found(`${'well '.repeat(800)}lawyer`, 'lawyer')).toBe(false)
  })
})

describe('signals', () => {
  it('name the categories sorted, each once', () => {
    const words = { b: ['two', 'deux'], a: ['one'], c: ['three'], d: [] }
    expect(readSignals('two deux one', words).categories).toEqual(['a', 'b'])
  })
  it('follow the lists given, whatever was read before', () => {
    expect(readSignals('one two', { a: ['one'] }).categories).toEqual(['a'])
    expect(readSignals('one two', { b: ['two'] }).categories).toEqual(['b'])
  })
  it('are the same each time the same lists are used', () => {
    const words = { a: ['one'] }
    expect([1, 2, 3].map(() => readSignals('one and one', words).categories)).toEqual([['a'], ['a'], ['a']])
  })
  it('of any message are listed categories and a whole number from -100 to 100', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
        const { categories, tone } = readSignals(text, DEFAULT_WORDS)
        expect(Object.keys(DEFAULT_WORDS)).toEqual(expect.arrayContaining([...categories]))
        expect(Number.isInteger(tone) && Math.abs(tone) <= 100).toBe(true)
      }),
    )
  })
  it('of a message of 150,000 characters are read like those of any other', () => {
    for (const part of ['a', 'law', "n't ", 'not ', '!', '律', 'FUCK ', '\u0301']) {
      expect(readSignals(part.repeat(150_000 / part.length), DEFAULT_WORDS).tone).toBeLessThanOrEqual(0)
    }
  })
})

describe('the shipped lists', () => {
  it.each([
    ['legal', 'If this is not paid back by Friday I am going to sue you.'],
    ['legal', 'You will hear from my attorney.'],
    ['legal', 'Ich schalte meinen Anwalt ein.'],
    ['abuse', 'What is this bullshit'],
    ['safety', 'The charger caught fire last night.'],
    ['safety', 'I want to die.'],
    ['cancellation', 'Please cancel my subscription at once.'],
    ['cancellation', 'Hiermit kündige ich den Vertrag.'],
  ])('%s: "%s"', (category, text) => {
    expect(readSignals(text, DEFAULT_WORDS).categories).toEqual([category])
  })
  it.each([
    'Sue asked whether the court shoes come in red.',
    'How do I cancel my order?',
    'The app keeps killing the download, it is dead slow.',
    'Can I fire up the grill on the balcony?',
    'I die a little each time it asks for the password.',
  ])('"%s" is an ordinary question', (text) => {
    expect(readSignals(text, DEFAULT_WORDS).categories).toEqual([])
  })
})
