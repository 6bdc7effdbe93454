/** Addresses of machines and mailboxes. */
import type { Rule } from './claims.ts'

const OCTET = '(?:25[0-5]|2[0-4]\\d|1?\\d?\\d)'
/** Whatever may bear a token, a name or a number: a query, a fragment, a long or numbered part of the path, somebody's login. */
const TELLING = /[?#@=&]|%[0-9a-f]{2}|\/[^/]*\d{4,}[^/]*|\/[^/.-]{16,}/i

export const LINK_RULES: readonly Rule[] = [
  {
    as: 'email',
    pattern:
      /(?<![\p{L}\p{N}])(?:mailto:)?[\p{L}\p{N}][\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]{0,63}\s?(?:@|\(at\)|\[at\])\s?[\p{L}\p{N}][\p{L}\p{N}-]{0,62}(?:(?:\.|\s?\(dot\)\s?|\s?\[dot\]\s?)[\p{L}\p{N}-]{1,63}){1,4}/gu,
  },
  {
    as: 'link',
    pattern: /(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"'\])}\ue000]+/giu,
    holds: (match) =>
      TELLING.test(
        match.replace(/^https?:\/\/[^/]*/i, (host) => (host.includes('@') ? '@' : '')).replace(/[.,;:!?]+$/, ''),
      ),
  },
  { as: null, pattern: /(?:https?:\/\/|ftp:\/\/|www\.)[^\s<>"'\])}\ue000]+/giu },
  { as: 'ip', pattern: new RegExp(`(?<![\\d.])${OCTET}(?:\\.${OCTET}){3}(?::\\d{2,5})?(?![\\d.]\\d)`, 'g') },
  {
    as: 'ip',
    pattern: /(?<![\p{L}\p{N}:])(?:[0-9a-f]{1,4}:){2,7}(?::?[0-9a-f]{1,4}){1,6}(?![\p{L}\p{N}:])/giu,
    holds: (match) => /[a-f]/i.test(match) || match.split(':').length > 4,
  },
  { as: 'name', pattern: /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{2,30}/gu },
]
