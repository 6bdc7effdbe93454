import { describe, expect, it } from 'vitest'
import { plainText } from '#text/plain-text'
import { assertProperty, fc } from '../../support/property.ts'

describe('what the writer of a message says', () => {
  it.each([
    ['tags go, blocks end a line', '<div>One<br>two</div><p>th<b>re</b>e</p>', 'One\ntwo\n\nthree'],
    ['styles and scripts are not read', '<style>p { color: red }</style><script>kill()</script>Hello', 'Hello'],
    [
      'a quoted block is not the writer',
      'Yes.<blockquote>Old <blockquote>older</blockquote> mail</blockquote>Bye',
      'Yes.\nBye',
    ],
    ['an element left open hides the rest', 'Hello<style>p { color: red', 'Hello'],
    ['what only looks like a tag stays', 'if 2 < 3 and 4 > 3, I <3 it', 'if 2 < 3 and 4 > 3, I <3 it'],
    ['entities are letters', 'isn&#39;t&nbsp;it &amp; so &lt;on&gt;', "isn't it & so <on>"],
    [
      'labels of links stay, addresses go',
      '[our terms](https://example.com/terms) https://example.com/sue?a=b',
      'our terms',
    ],
    ['images leave their text', '![a broken box](https://example.com/box.png)', 'a broken box'],
    ['mail addresses go', 'write to legal@example.com now', 'write to now'],
    ['emphasis goes', '**very** _bad_ ~~good~~ `code` # no', 'very bad good code # no'],
    ['headings and bullets go', '# Title\n* one\n- two', 'Title\n- one\n- two'],
    ['names of variables stay whole', 'the setting sue_me_now', 'the setting sue_me_now'],
    ['fenced code is not prose', 'See:\n```\nkill -9 all\n```\nThanks', 'See:\nThanks'],
    ['full width letters are letters', '\uff33\uff35\uff25', 'SUE'],
    ['invisible characters go', 'law\u00adyer\u200b', 'lawyer'],
    ['all apostrophes are one', 'isn\u2019t isn`t isn\u00b4t', "isn't isn't isn't"],
  ])('%s', (_promise, message, expected) => {
    expect(plainText(message)).toBe(expected)
  })

  it.each([
    ['Gmail', 'Thanks.\n\nOn Mon, 2 Mar 2026 at 09:00, Ann <ann@example.com>\nwrote:\n\n> Hello\n> there'],
    ['Apple Mail in German', 'Thanks.\n\nAm 02.03.2026 um 09:00 schrieb Ann <ann@example.com>:\n> Hallo'],
    ['French', 'Thanks.\n\nLe lun. 2 mars 2026 à 09:00, Ann a écrit :\n> Bonjour'],
    ['Outlook', 'Thanks.\n\nFrom: Ann\nSent: Monday\nTo: Bob\n\nHello there'],
    ['a divider', 'Thanks.\n-----Original Message-----\nHello there'],
    ['a signature', 'Thanks.\n-- \nAnn, Example Ltd, open 9 to 5'],
    ['marks alone', '> Hello\n> there\nThanks.'],
  ])('the mail that is answered is left out: %s', (_program, message) => {
    expect(plainText(message)).toBe('Thanks.')
  })

  it('answers between the quoted lines stay', () => {
    const message = 'On Mon Ann wrote:\n> Is it red?\nNo.\n> Is it blue?\nYes.'
    expect(plainText(message)).toBe('No.\nYes.')
  })

  it('the first 4,000 characters are read', () => {
    expect(plainText('a'.repeat(150_000))).toHaveLength(4_000)
  })
  it.each([
    '<',
    '<a',
    '<!--',
    '[',
    '[a](',
    '_',
    '_a',
    '*',
    '&amp;',
    'a@',
    'http://',
    '>',
    'On ',
    'On\n',
    '\ufdfa',
    '```\n',
  ])('a message of nothing but "%s" is read to the end', (part) => {
    expect(plainText(part.repeat(150_000 / part.length)).length).toBeLessThanOrEqual(4_000)
  })
  it('no message is a fault', () => {
    assertProperty(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (message) => {
        expect(plainText(message)).not.toMatch(/^\s|\s$/)
      }),
    )
  })
})
