/** A reply taken apart into sentences, so that one time is not tied to the verb of another. */

/** Longer ones are no sentences; what stands behind this is not read. */
const LONGEST_SENTENCE = 600
/** A line broken by a mail program: the next one goes on in lower case, or the line was about as long as they get. */
const LIKELY_BROKEN = 50

/** Lower case, single spaces; without questions. `text` is what `plainText` leaves of a reply. */
export function statementsIn(text: string): string[] {
  return paragraphsIn(text)
    .flatMap(sentencesIn)
    .filter((sentence) => !/[?\u037e\u061f]/.test(sentence))
    .map((sentence) => sentence.slice(0, LONGEST_SENTENCE).toLowerCase().replace(/\s+/g, ' ').trim())
    .filter((sentence) => sentence !== '')
}

function paragraphsIn(text: string): string[] {
  const paragraphs: string[] = []
  let broken: string | undefined
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (broken !== undefined && (/^\p{Ll}/u.test(line) || broken.length >= LIKELY_BROKEN)) {
      paragraphs.push(`${paragraphs.pop() ?? ''} ${line}`)
    } else if (line !== '') paragraphs.push(line)
    broken = line === '' || /[.!?:;]$/.test(line) ? undefined : line
  }
  return paragraphs
}

/** The text of a sentence stops here, or a comma introduces a question: "..., is that ok?". */
const STOP =
  /[.!?\u2026]+["')\]]*(?=\s|$)|,(?= (?:is|does|would|will|ok|okay|all) (?:that|this|right)\b)|, (?=ok(?:ay)?\?)/gi
/** Abbreviations that end no sentence; and those that do where a capital follows. */
const ABBREVIATED =
  /\b(?:e\.g|i\.e|approx|mr|mrs|ms|dr|st|vs|ca|z\.b|bzw|evtl|max|p\. ex|p\.ej|sra?|dra|bijv|circa)\.$/i
const PERHAPS_LAST = /(?:\b(?:[ap]\.m|min|std|hrs?)|\b\d{1,2})\.$/i
/** Words with a capital that go on after "5 p.m." and after the "12." of a German date. */
const GOING_ON =
  /^\s+(?:mon|tue|wed|thu|fri|sat|sun|[ecmp][sd]?t\b|utc|gmt|eastern|central|pacific|mountain|jan|feb|mär|apr|mai|jun|jul|aug|sep|okt|nov|dez)/i
/** Enough to tell what follows a stop. */
const GLANCE = 24

function sentencesIn(paragraph: string): string[] {
  const sentences: string[] = []
  let from = 0
  for (const stop of paragraph.matchAll(STOP)) {
    const end = stop.index + stop[0].length
    const next = paragraph.slice(end, end + GLANCE)
    if (!ends(paragraph.slice(Math.max(from, end - GLANCE), end), next)) continue
    sentences.push(paragraph.slice(from, end))
    from = end
  }
  sentences.push(paragraph.slice(from))
  return sentences
}

const ends = (last: string, next: string): boolean =>
  next.trim() === '' ||
  !(ABBREVIATED.test(last) || (PERHAPS_LAST.test(last) && (!/^\s+\p{Lu}/u.test(next) || GOING_ON.test(next))))
