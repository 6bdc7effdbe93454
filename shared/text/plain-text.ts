/** Longest part of a message that is read, in UTF-16 code units: Chatwoot's messages have up to 150,000. */
export const MOST_CHARACTERS = 4_000

/**
 * What its writer says in a message: the first 4,000 characters without HTML, Markdown, code, addresses, signature and
 * the mail it answers. Compatibility forms and apostrophes are made alike. Lines stay, and so does the case.
 * Every step goes over the text once, so the work grows with the characters read and with nothing else.
 */
export function plainText(message: string): string {
  const read = withPlainApostrophes(message.slice(0, MOST_CHARACTERS)).normalize('NFKC').slice(0, MOST_CHARACTERS)
  const lines = decodeEntities(withoutTags(read.replace(/\r\n?/g, '\n'))).split('\n')
  return withoutAddresses(withoutMarkdown(ownLines(lines).join('\n')))
    .replace(/[\u00ad\u200b\u2060\ufeff]+/g, '')
    .replace(/[^\S\n]+/g, ' ')
    .trim()
}

/** Before NFKC, which takes some of them apart. A backtick is one between letters only; elsewhere it marks code. */
const withPlainApostrophes = (text: string): string =>
  text.replace(/[\u2018\u2019\u02bc\u00b4\uff07]|(?<=\p{L})`(?=\p{L})/gu, "'")

const TAG = /<[/!]?[a-z-][^<>]*>/gi
/** What stands in these was not written for the reader of this message, or not by its writer. */
const FOREIGN: ReadonlySet<string> = new Set(['blockquote', 'style', 'script', 'head', 'title', 'pre', 'code'])
/** These end a line; all others stand within one. */
const BLOCK = /^(?:br|hr|p|div|section|article|table|t[rdh]|[uo]l|li|h[1-6]|blockquote|pre)$/

function withoutTags(text: string): string {
  if (!text.includes('<')) return text
  let kept = ''
  let from = 0
  let skipped = ''
  let depth = 0
  for (const tag of text.matchAll(TAG)) {
    if (depth === 0) kept += text.slice(from, tag.index)
    from = tag.index + tag[0].length
    const name = /[a-z][a-z0-9]*/i.exec(tag[0])?.[0].toLowerCase() ?? ''
    const step = tag[0].startsWith('</') ? -1 : 1
    if (depth > 0) depth += name === skipped ? step : 0
    else if (step === 1 && FOREIGN.has(name)) {
      skipped = name
      depth = 1
    }
    if (depth === 0 && BLOCK.test(name)) kept += '\n'
  }
  return depth === 0 ? kept + text.slice(from) : kept
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&nbsp;': ' ',
  '&quot;': '"',
  '&apos;': "'",
  '&#39;': "'",
  '&#x27;': "'",
  '&rsquo;': "'",
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}
const decodeEntities = (text: string): string =>
  text.replace(/&(?:nbsp|quot|apos|#39|#x27|rsquo|lt|gt|amp);/gi, (entity) => ENTITIES[entity.toLowerCase()] ?? ' ')

/** "On Monday at 9:00 Ann wrote:" in the languages of the common mail programs; it may be broken into three lines. */
const HISTORY_BEGINS = /^(?:on|am|le|el|em|il|op|den) /i
const HISTORY_ENDS = /(?:\bwrote|\bschrieb|a écrit|\bescribió|\bescreveu|ha scritto|\bschreef) ?:$/i
/** German and Dutch put the name behind the verb. */
const HISTORY_WITH_NAME = /^(?:am|op) .{4,120} (?:schrieb|schreef) .{1,120}:$/i
const LONGEST_HEADER = 300
const DIVIDER =
  /^(?:-- ?|-{2,} ?(?:original message|forwarded message|ursprüngliche nachricht|message d'origine|mensaje original|mensagem original|messaggio originale|oorspronkelijk bericht) ?-{2,}|_{10,})$/i
const OUTLOOK_HEADER = /^(?:from|von|de|da|van): .+/i
const OUTLOOK_NEXT = /^(?:sent|date|to|gesendet|an|datum|envoyé|à|enviado|para|inviato|a|verzonden|aan): .+/i

/** The lines up to signature or history, without quoted lines and fenced code. Answers between quoted lines stay. */
function ownLines(lines: readonly string[]): string[] {
  const own: string[] = []
  let inFence = false
  for (let at = 0; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim()
    if (/^(?:```|~~~)/.test(line)) inFence = !inFence
    else if (inFence || line.startsWith('>')) continue
    else if (DIVIDER.test(line) || (OUTLOOK_HEADER.test(line) && OUTLOOK_NEXT.test((lines[at + 1] ?? '').trim()))) break
    else {
      const header = headerLines(lines, at)
      if (header === 0) own.push(line)
      else if (nextLine(lines, at + header).startsWith('>')) at += header - 1
      else break
    }
  }
  return own
}

/** How many lines from here on are the head of a quoted mail; 0 for none. */
function headerLines(lines: readonly string[], at: number): number {
  let header = ''
  for (let count = 1; count <= 3; count++) {
    header = `${header} ${(lines[at + count - 1] ?? '').trim()}`.trim()
    if (header.length > LONGEST_HEADER || !HISTORY_BEGINS.test(`${header} `)) return 0
    if (HISTORY_ENDS.test(header) || HISTORY_WITH_NAME.test(header)) return count
  }
  return 0
}

function nextLine(lines: readonly string[], from: number): string {
  for (let at = from; at < lines.length; at++) {
    const line = (lines[at] ?? '').trim()
    if (line !== '') return line
  }
  return ''
}

/** Labels of links stay, and so does what is emphasised. */
const withoutMarkdown = (text: string): string =>
  text
    .replace(/!?\[([^[\]\n]*)\]\([^()\s]*\)/g, '$1')
    .replace(/^ *(?:#{1,6}|[*+•]) +/gm, (mark) => (mark.includes('#') ? '' : '- '))
    .replace(/[*~`]+/g, '')
    .replace(/_+/g, (run, at: number, whole: string) =>
      isWordAt(whole, at - 1) && isWordAt(whole, at + run.length) ? run : '',
    )

const isWordAt = (text: string, at: number): boolean => /[\p{L}\p{N}]/u.test(text.charAt(at))

/** URLs and e-mail addresses hold words nobody said. */
const withoutAddresses = (text: string): string =>
  text.replace(/[\x21-\x7e]+/g, (run) => {
    const url = /(?:https?:\/\/|www\.)/i.exec(run)
    if (url !== null) return `${run.slice(0, url.index)} `
    return /.@./.test(run) ? ' ' : run
  })
