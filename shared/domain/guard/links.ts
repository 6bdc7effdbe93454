/** Every address in a text that somebody could follow, and whether it is one of the articles'. */
import { readable } from './readable.ts'

export type Link = {
  /** As it stands in the text. */
  readonly written: string
  /** Where it leads. */
  readonly target: string
  /** The words it is hung on, where they are others than the address. */
  readonly label: string | null
}

const DESTINATION = String.raw`<?([^\s<>()]{1,2000}(?:\([^\s()]{0,200}\)[^\s<>()]{0,500})?)>?`
const MARKDOWN = new RegExp(String.raw`!?\[([^\]\[]{0,500})\]\(\s{0,9}${DESTINATION}(?:\s[^)]{0,200})?\)`, 'g')
const DEFINITION = /^\s{0,3}\[([^\]]{1,200})\]:\s*<?([^\s<>]{1,2000})>?/gm
const ATTRIBUTE = /(?:href|src|action|formaction|data)\s*=\s*["']?\s*([^\s"'<>]{1,2000})/gi
const BARE =
  /(?:[a-z][a-z0-9+.-]{1,20}:)?[\\/]{2,4}[^\s<>"'`)\]}]{2,2000}|(?:mailto|tel|sms|javascript|data|vbscript|whatsapp|tg|skype):[^\s<>"')\]]{2,2000}/gi
/** What Chatwoot makes a link of without a scheme: www., or a name under a domain people buy. */
const SCHEMELESS =
  /(?<![\p{L}\p{N}@/:._-])((?:www\d?\.)?(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.){1,6}[\p{L}]{2,18})(?::\d{1,5})?(?:[/?#][^\s<>"'`)\]}]{0,2000})?/giu
const BOUGHT =
  /\.(?:com|net|org|info|biz|edu|gov|mil|app|dev|xyz|online|site|shop|store|click|link|live|help|support|top|club|cloud|tech|page|blog|zip|mov|icu|vip|win|work|world|today|example|test|[a-z]{2})$/
/** Two letters that files end in more often than countries. */
const FILES = /\.(?:js|ts|md|py|rs|sh|pl|ps|cc|rb|go|hs|ml|mm|so|db|gz|xz|7z|vb|kt|cs|tf|ai|ex|me)$/
/** Written so that it is read past: the eye puts it together. */
const DEFANGED =
  /\bhxxps?\b[^\s]{0,200}|[a-z0-9-]{2,63}\s?(?:\[\.\]|\(\.\)|\{\.\}|\[dot\]|\(dot\)|\sdot\s)\s?(?:com|net|org|info|io|co|xyz|app|dev|ru|cn|tk|example|test)\b[^\s]{0,200}/gi

export type LinkProblem = { readonly code: 'unknown_link' | 'disguised_link'; readonly written: string }

/** What is wrong with the links of a text, in order. `known` are addresses of articles. */
export function linkProblems(text: string, known: readonly string[]): LinkProblem[] {
  const places = placesOf(known)
  const problems: LinkProblem[] = [...text.matchAll(DEFANGED)].map(([written]) => ({ code: 'disguised_link', written }))
  for (const link of linksIn(text)) {
    const code = problemOf(link, places)
    if (code !== null) problems.push({ code, written: link.written })
  }
  return problems
}

/** Links of each form; the same address is given once. Invisible signs within an address are left out, as a browser does. */
export function linksIn(original: string): Link[] {
  const text = original.normalize('NFKC').replace(/\p{Cf}|\u034f|\ufe0e|\ufe0f/gu, '')
  const links = [
    ...[...text.matchAll(MARKDOWN)].map(([written, label, target]) => ({
      written,
      target: target ?? '',
      label: label ?? '',
    })),
    ...[...text.matchAll(DEFINITION)].map(([written, , target]) => ({ written, target: target ?? '', label: null })),
    ...[...text.matchAll(ATTRIBUTE)].map(([written, target]) => ({ written, target: target ?? '', label: null })),
  ]
  const rest = text
    .replace(MARKDOWN, (_, label: string) => ` ${label} `)
    .replace(DEFINITION, ' ')
    .replace(ATTRIBUTE, ' ')
  const bare = [...rest.matchAll(BARE)].map(([written]) => bareLink(written, written))
  const schemeless = [...rest.replace(BARE, ' ').matchAll(SCHEMELESS)].flatMap(([written, host]) =>
    host !== undefined && isHost(host, written) ? [bareLink(written, `https://${written}`)] : [],
  )
  const seen = new Set(links.map(({ target }) => target))
  return [...links, ...[...bare, ...schemeless].filter(({ target }) => !seen.has(target))]
}

function bareLink(written: string, address: string): Link {
  const target = address.replace(/[.,;:!?*_~]+$/, '')
  return { written: written.replace(/[.,;:!?*_~]+$/, ''), target, label: null }
}

function isHost(host: string, written: string): boolean {
  if (/^www\d?\./i.test(host)) return true
  const lower = host.toLowerCase()
  // "Done.It works": a full stop without its space.
  if (/\.\p{Lu}\p{Ll}+$/u.test(host) && written === host) return false
  if (/[^ -~]/.test(lower)) return BOUGHT.test(readable(lower).text)
  const isLong = /^\S+\.\S{2}$/.test(lower)
    ? lower.split('.').every((part, n, all) => n === all.length - 1 || part.length > 1)
    : true
  return isLong && BOUGHT.test(lower) && (written !== host || !FILES.test(lower))
}

type Places = { readonly exact: ReadonlySet<string>; readonly hosts: ReadonlySet<string> }
const placed = new WeakMap<readonly string[], Places>()

function placesOf(known: readonly string[]): Places {
  const cached = placed.get(known)
  if (cached !== undefined) return cached
  const urls = known.flatMap((address) => normalUrl(address) ?? [])
  const places = { exact: new Set(urls), hosts: new Set(urls.map((url) => skeleton(new URL(url).hostname))) }
  placed.set(known, places)
  return places
}

function problemOf({ target, label }: Link, { exact, hosts }: Places): LinkProblem['code'] | null {
  const url = normalUrl(target)
  if (url !== null && exact.has(url)) {
    // The words must not name another place than the one they lead to.
    const named = label === null ? [] : linksIn(label)
    return named.every((one) => normalUrl(one.target) === url) ? null : 'disguised_link'
  }
  return isDisguised(target, label, hosts) ? 'disguised_link' : 'unknown_link'
}

/** It is made to look like one of ours: a name before an @, a host of look-alike letters, our address within another's. */
function isDisguised(target: string, label: string | null, hosts: ReadonlySet<string>): boolean {
  if (label !== null && linksIn(label).length > 0) return true
  if (/^(?:[a-z][a-z0-9+.-]*:)?[\\/]{2,}[^/\\?#]*@/i.test(target)) return true
  const url = parsed(target)
  if (url === null) return false
  if (/^(?:javascript|data|vbscript|file|blob):$/.test(url.protocol)) return true
  const written = /^[a-z][a-z0-9+.-]*:[\\/]{1,}([^/\\?#:]*)/i.exec(target)?.[1] ?? url.hostname
  if (url.hostname.startsWith('xn--') || url.hostname.includes('.xn--')) return hosts.has(skeleton(written)) || true
  const isOurs = hosts.has(url.hostname)
  if (!isOurs && (hosts.has(skeleton(url.hostname)) || [...hosts].some((host) => url.hostname.includes(host))))
    return true
  const rest = decodedTwice(`${url.pathname}${url.search}${url.hash}`)
  return /(?:https?:|[=?&/])[\\/]{2}[^/]/i.test(rest) || (!isOurs && [...hosts].some((host) => rest.includes(host)))
}

/** Two addresses are the same place if this is the same. Null: no address of the web, or one with a password in it. */
export function normalUrl(address: string): string | null {
  const url = parsed(address)
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return null
  if (url.username !== '' || url.password !== '') return null
  const path = unreserved(url.pathname).replace(/\/+$/, '')
  const query = [...url.searchParams]
    .filter(([name]) => !/^utm_[a-z]+$/.test(name))
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
  const search = query.length === 0 ? '' : `?${new URLSearchParams(query)}`
  return `${url.protocol}//${url.host.replace(/\.$/, '')}${path}${search}`
}

function parsed(address: string): URL | null {
  try {
    return new URL(address.startsWith('//') || address.startsWith('\\\\') ? `https:${address}` : address)
  } catch {
    return null
  }
}

const unreserved = (path: string): string =>
  path.replace(/%([0-9a-f]{2})/gi, (whole, code: string) => {
    const sign = String.fromCharCode(Number.parseInt(code, 16))
    return /[A-Za-z0-9._~-]/.test(sign) ? sign : whole.toUpperCase()
  })

function decodedTwice(text: string): string {
  try {
    return decodeURIComponent(decodeURIComponent(text)).toLowerCase()
  } catch {
    return text.toLowerCase()
  }
}

/** What a host looks like: rn for m, 1 for l, 0 for o, hyphens and accents overlooked. */
function skeleton(host: string): string {
  return readable(host)
    .text.replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/[1i|]/g, 'l')
    .replace(/0/g, 'o')
    .replace(/5/g, 's')
    .replace(/-/g, '')
}
