import { type LanguageWords, NEVER } from './language.ts'

/** Said of us or by us, also without "we": "Will call you by 5". */
const REPLY =
  'call|phone|ring|contact|reply|respond|answer|write|email|e-mail|message|text|update|inform|notify|get|come|be|follow|reach|check|confirm|review|investigate|look|send|ship|fix|let|keep|have|arrange|chase|report|revert|post|provide|share|forward|refund|process|resolve|restore|deploy|publish|release|replace|repair|schedule|try'
const ACTION =
  'fixed|resolved|solved|sorted|shipped|dispatched|sent|processed|issued|refunded|restored|completed|finished|reviewed|answered|updated|corrected|replaced|released|deployed|back|ready|done|live|online|up and running|contacted|called|in touch|picked up by'
const ANSWER =
  'answer|reply|response|update|updates|news|word|call|callback|email|e-mail|mail|message|confirmation|link|quote|offer|feedback|solution|fix|replacement|decision|report'
/** A word; a pattern of theirs ends with its clause. */
const W = '[^ ,;:]+'
const FUTURE =
  "(?:'ll| will| shall| should| can(?= (?:get|have))|'re going to| are going to|'m going to| am going to|'m gonna| aim to| hope to| try to| plan to| promise to| expect to| intend to| anticipate|'re hoping to| are hoping to|'re aiming to| are aiming to)"
/** "We will not", "we'll be closed", "I will need your number": no deed of ours. */
const NO_DEED =
  'not\\b|never|no longer|be (?:closed|open|out|away|off|on (?:leave|holiday|vacation)|unable|available|here|charging|happy|glad|unavailable)|close|need|require|only|wait|assume|consider|delete|remove|suspend|cancel|charge|renew|bill|keep (?:your|the|it)|hold|have to'
/** Theirs, whatever they do to "you". */
const OTHERS =
  'bank|courier|carrier|driver|dhl|ups|usps|fedex|hermes|dpd|gls|post|postman|provider|issuer|airline|hotel|seller|vendor|supplier|manufacturer|merchant|landlord|retailer|partner|customs|paypal|system|package|parcel|payment|refund|money|order|shipment|delivery|subscription|trial|plan|invoice|ticket|conversation|chat|case'

export const ENGLISH: LanguageWords = {
  ours: [
    `(?:i|we)${FUTURE}(?! (?:also |then |just |probably )?(?:${NO_DEED}))`,
    `(?<=^|^(?:and|then|so|or|but|also|yes|ok|okay|sure|hi|hello|thanks|sorry)[ ,]{1,2}|, |\\. |and |then |so |but |or |- )(?:'ll |will )(?:${REPLY})`,
    `(?:will|is going to|are going to|should)(?: also| then| personally| now)? (?:call|phone|contact|reply|respond|answer|get back|come back|follow up|reach out|be in touch|update|email|write|message|take a look|look into|visit|meet|help|review|check|confirm|let you know|send|assist|be (?:all )?(?:${ACTION})|ship|go out)`,
    '(?:get|come|be|write|report|circle|go) back (?:to|with) (?:you|u)',
    '(?:get|come) back with',
    '(?:call|ring|phone|email|e-mail|update|contact|message|inform|notify|send|answer) you',
    '(?:let|keep) you (?:know|posted|updated|informed)',
    '(?:be in touch|reach out to you|reply to you|give you (?:a|an|another|the|some) (?:\\S+ )?(?:call|ring|update|answer|reply))',
    `you(?:'ll| will| should| can expect to| are going to)(?: then| also| certainly)? hear(?: back)?(?: from (?:us|me|our|my|the|a|one))?`,
    `you(?:'ll| will| should| can expect to)(?: then| also)? (?:have|get|receive|see) (?:\\S+ ){0,4}(?:${ANSWER})`,
    `(?:expect|await)(?: \\S+){0,3} (?:${ANSWER}|hear)`,
    '(?:give|grant|allow) (?:me|us)',
    `you'll be (?:${ACTION})`,
    `(?:${ANSWER}) (?:will|should) (?:follow|come|be (?:posted|shared|provided|published))`,
    'bear with (?:me|us)',
    "(?:i|we)(?: just| only| will|'ll)?(?: just| only)? need(?= (?:about |around |another |up to |at most |~)?(?:\\d|an? (?:hour|few|couple|day|minute)|half|one|two|three))",
    "(?:it|this|that)(?: will|'ll| should| may| might| would)? takes? (?:me|us)",
    'allow(?= (?:up to |about )?\\S{1,12} (?:business |working )?(?:hours|days|minutes) for (?:us|me|our|a (?:reply|response)|the team))',
    'let me(?! know)|let us(?! know)',
    "(?:i|we)(?:'m| am|'re| are)(?: also| now)? (?:calling|sending|shipping|getting back|following up|coming back|replying|meeting|deploying|releasing|writing)",
    '(?<=^|, |- )(?:calling|back(?= in)|sending|getting back|following up|coming back|back to you|talk|speak|chat soon|more|next update|an? update|update|eta|fix|reply|answer)(?= (?:to you |with you |again |you |back |for the fix |is |will follow |follows |news )?(?:\\S+ )?(?:by|at|in|within|tomorrow|on|later|today|is|to|tonight|this|next)|:)',
  ],
  theirs: [
    `(?:not|never|cannot|unable to|\\p{L}+n't)(?: be able to| yet)? (?:${W} ){0,2}${W}`,
    'please(?! (?:expect|allow|give|bear|rest assured|know|note that (?:we|i)))',
    "you(?:(?: can| could| may| might| should| must| will|'ll| would|'d)(?! (?:also |then |certainly )?(?:hear|have|get|receive|see|expect|be (?:contacted|called|updated|informed|notified)))| need| have| had| want| ordered| placed| sent| told| said| wrote| called| reported| asked| received| bought| paid| reply| respond| send| return| confirm| provide| are| were| do| did| don't| didn't|'re|'ve| get| got| see| mentioned| requested| submitted| made| opened)",
    `you(?: should| will|'ll| can expect to)(?: also| then)? (?:have|get|receive|see)(?! (?:${W} ){0,4}(?:${ANSWER}))`,
    `(?:${OTHERS})s?(?: ${W})? (?:will|should|can|may|is going to|has|is|takes?|ends?|renews?|starts?|arrives?|comes?)(?! be (?:${ACTION})| ship| go out)(?: be)?(?: ${W}){0,2}`,
    `if|unless|because|since|in case|whether|(?:when|what time|how|if) (?:i|we)(?: can| may| should| could|'ll)?(?: ${W}){0,3}`,
    `(?:tried|wanted|meant|hoped|attempted|was going|were going|promised|asked|told|used) (?:${W} )?to(?: ${W}){0,3}`,
    `(?:can|may|shall|should|could|did|do|does|would) (?:i|we|they|he|she) ${W}(?: you)?`,
    'takes(?! (?:me|us)\\b)|(?<!i )(?<!we )(?:will|can|may|might|could|should|usually|normally|generally) take(?! (?:me|us)\\b)|took|usually|typically|normally|generally|often|always|as a rule|might|perhaps|maybe',
    "(?:are|is|be|am|were|was|'re|'s) (?:open|closed|available|closing|valid|due|expected to arrive)|opens|opening hours|business hours|office hours|working hours|closes|expires?|arrived?|arrives|deliver(?:ed|s|y)?|was|were|(?:has|have|had|'ve|'s)(?: already| just| also)? been|received|escalated|happened|started|created|scheduled|charged",
    `(?:respond|reply|answer|write|get back|come back|return|send|confirm|let us know|contact us|call us|reach us|get in touch)(?: ${W}){0,2}? (?:to us|us)`,
    'let (?:us|me) know',
  ],
  and: 'and|but|so',

  within:
    'within|in|inside|inside of|under|every|over|during|no later than|at most|give me|give us|allow me|allow us|allow|bear with me for|bear with us for|takes? me|takes? us|takes?|need|eta|eta is|eta:|eta of|after just',
  fromNow: 'from now|max|maximum|tops|or less|at most|at the latest|time',
  about:
    'about|around|approximately|approx\\.?|roughly|up to|at most|a maximum of|max\\.?|maximum|the next|next|the coming|less than|under|no more than|not more than|another|just|only|~|the',
  numbers: {
    ...{ an: 1, a: 1, one: 1, two: 2, three: 3, four: 4, five: 5, six: 6, seven: 7, eight: 8, nine: 9, ten: 10 },
    ...{ twelve: 12, fifteen: 15, twenty: 20, 'twenty-four': 24, thirty: 30, 'thirty-six': 36, forty: 40 },
    ...{ 'forty-five': 45, 'forty-eight': 48, sixty: 60, 'seventy-two': 72, ninety: 90 },
  },
  units: [
    ['(?:business|working|work|office)[ -]hours?', 'business_hour'],
    ['(?:business|working|work|week)[ -]?days?', 'business_day'],
    ['minutes?|mins?|min\\.?', 'minute'],
    ["hours?|hrs?|h|hours'", 'hour'],
    ["days?|days'", 'day'],
    ['weeks?|wks?', 'week'],
    ['months?', 'month'],
  ],
  idioms: [
    // "In a minute" says no more than "shortly", which is no promise.
    ['(?:a|one|just a) (?:minute|moment|min|second|sec|bit)', 0],
    ['half an hour|a half hour|half hour|1[/\u2044]2 (?:an )?hour', 30],
    ['an hour and a half|one and a half hours|1 1[/\u2044]2 hours', 90],
    ['hour or two|an hour or two|(?:a )?couple (?:of )?hours', 120],
    ['(?<=(?:the|next) )hour', 60],
    ['an hour or so', 90],
    ['(?:a )?(?:few|couple of|couple) (?:more )?(?:minutes|mins)|several minutes|a few moments', 15],
    ['(?:a )?few (?:more )?hours|several hours', 180],
    ['(?:a )?couple (?:of )?days|day or two|a day or two', 2 * 1_440],
    ['(?:a )?few (?:more )?days|several days', 3 * 1_440],
    ['(?:a )?couple (?:of )?weeks|week or two|a week or two', 14 * 1_440],
  ],

  days: ['today', 'tomorrow|tmrw|tomorow|tmr', '(?:the )?day after tomorrow'],
  weekdays: [
    'sunday|sun',
    'monday|mon',
    'tuesday|tues|tue',
    'wednesday|weds|wed',
    'thursday|thurs|thur|thu',
    'friday|fri',
    'saturday|sat',
  ],
  this: 'this|this coming|coming',
  next: 'next|the following',
  nextBehind: NEVER,
  nextWeek: '(?:of )?next week(?: on)?',
  nextIsOfNextWeek: true,
  months: [
    'january|jan',
    'february|feb',
    'march|mar',
    'april|apr',
    'may',
    'june|jun',
    'july|jul',
    'august|aug',
    'september|sept|sep',
    'october|oct',
    'november|nov',
    'december|dec',
  ],
  dateOrder: 'month_first',
  ordinal: 'st|nd|rd|th',
  of: 'of',
  dayOfMonth:
    '(?<date3>\\d{1,2})(?:st|nd|rd|th)(?! (?:floor|time|line|level|step|attempt|payment|party|gen|tier|item|part|quarter|day|week|reminder))',
  periods: [
    ['(?:the )?(?:end of (?:the|this) week|later this week|this week|eow)', 'this_week'],
    ['(?:the )?(?:end of |early |beginning of |start of |sometime )?next week', 'next_week'],
    ['(?<=by )(?:the )?weekend', 'this_week'],
    ['(?:the |this )?(?:end of the )?weekend', 'weekend'],
    ['(?:the )?end of (?:the|this) month|eom|later this month|this month', 'end_of_month'],
  ],

  parts: [
    ['(?:the )?mornings?|first thing', 'morning'],
    ['(?:the )?afternoon', 'afternoon'],
    ['(?:the )?evening|night', 'evening'],
    [
      '(?:the )?end of (?:the |this |our )?(?:business |working |work )?(?:day|business|play)(?: of)?|(?:the )?close of (?:business|play)|eod|eob|cob',
      'end_of_day',
    ],
  ],
  todayParts: [
    ['this morning', 'morning'],
    ['this afternoon', 'afternoon'],
    ['tonight|this evening', 'evening'],
    ['later (?:today|this day)|by the end of today|end of today|before we close', 'end_of_day'],
  ],
  noon: 'noon|midday|12 noon|lunch ?time',
  midnight: 'midnight',
  at: 'at|by|before|around|about|approximately|between \\d{1,2} and|no later than',
  hour: "o'clock",
  hourAfterAt: 'h|hrs|hours(?! )',
  am: 'a\\.m\\.?|am',
  pm: 'p\\.m\\.?|pm',
  zones: {
    ...{
      utc: 'UTC',
      gmt: 'UTC',
      bst: 'Europe/London',
      cet: 'Europe/Berlin',
      cest: 'Europe/Berlin',
      ist: 'Asia/Kolkata',
    },
    ...{ et: 'America/New_York', est: 'America/New_York', edt: 'America/New_York', eastern: 'America/New_York' },
    ...{ ct: 'America/Chicago', cst: 'America/Chicago', cdt: 'America/Chicago', central: 'America/Chicago' },
    ...{ mt: 'America/Denver', mst: 'America/Denver', mdt: 'America/Denver', mountain: 'America/Denver' },
    ...{
      pt: 'America/Los_Angeles',
      pst: 'America/Los_Angeles',
      pdt: 'America/Los_Angeles',
      pacific: 'America/Los_Angeles',
    },
    ...{ aest: 'Australia/Sydney', aedt: 'Australia/Sydney', jst: 'Asia/Tokyo', sgt: 'Asia/Singapore' },
  },

  joiners:
    'at|by|on|in|in the|the|of|around|about|before|or before|no later than|not later than|at the latest|latest|or earlier|sometime|between|any time|during',
  or: 'or|and|to|till|until',
  refused:
    '(?:since|from|after|(?<!(?:me|us) )(?:until|till)|for|of|last|past|dated|as of|yesterday)(?: the| about| around| at)?',
  refusedBehind: 'ago|yesterday|last (?:week|month|night|\\p{L}+day)',
  before: 'before|ahead of',
}

/** Day first, as anywhere else. */
export const BRITISH_ENGLISH: LanguageWords = { ...ENGLISH, dateOrder: 'day_first' }
