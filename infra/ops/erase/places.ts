/**
 * Every place of table `desk`, and whether it holds anything of a contact. A key of shared/store that is not named here
 * fails a test: whoever adds one says what becomes of it when a customer wants to be forgotten.
 */
import type { HeldProposal } from '#domain/proposal-lifecycle'

/** Whom it is about: a contact of one account, and the conversations that were his. */
export type Forgotten = {
  readonly account: string
  readonly contactId: number
  readonly conversationIds: ReadonlySet<number>
}
export type TableItem = Readonly<Record<string, unknown>> & { readonly pk: string; readonly sk: string }

/** `edited`: an item of many conversations, which his are taken out of. */
export type Fate = 'erased' | 'edited'
export type Place = {
  readonly name: string
  /** Partition keys of an account begin with this and its slug, those of none are this. */
  readonly prefix: string
  readonly keys: readonly string[]
  /** What is kept needs a reason that a person accepts who asks for his data. */
  readonly why: string
  /** Its items are of any account, and say themselves of which. */
  readonly isOfAny?: true
  /** Null: it has nothing of him. Absent: nothing in this place ever has. */
  readonly fate?: (item: TableItem, of: Forgotten) => Fate | null
}

const erasedIf = (idOf: (item: TableItem) => number) => (item: TableItem, of: Forgotten) =>
  of.conversationIds.has(idOf(item)) ? 'erased' : null
const part = (key: string, nth: number): number => Number(key.split('#')[nth])

const UNTOUCHED: readonly unknown[] = ['proposed', 'rejected', 'refused']
function isMadeOfHis(proposal: unknown, of: Forgotten): boolean {
  const { state, draft } = (proposal ?? {}) as Partial<HeldProposal>
  return UNTOUCHED.includes(state) && (draft?.conversationIds.some((id) => of.conversationIds.has(id)) ?? false)
}

export const PLACES: readonly Place[] = [
  {
    name: 'conversations',
    prefix: 'C#',
    keys: [
      'conversationPk',
      'ledgerSk',
      'LEDGER_PREFIX',
      'approvalSk',
      'APPROVAL_PREFIX',
      'decisionSk',
      'DECISION_PREFIX',
      'KNOWN_SK',
      'ACTION_PREFIX',
      'actionSk',
      'GRADED_PREFIX',
      'gradedSk',
      'RECEIPT_PREFIX',
      'receiptSk',
      'yieldedSk',
      'STATE',
      'SUGGESTED_SK',
    ],
    why: 'name, attributes, timeline, texts of actions, approvals and what was decided on them, receipts of routing, hashes of what was asked last',
    fate: erasedIf(({ pk }) => part(pk, 2)),
  },
  {
    name: 'knowledge',
    prefix: 'KB#',
    keys: [
      ...['knowledgePk', 'articleSk', 'ARTICLE_PREFIX', 'pastQuestionSk', 'PAST_QUESTION_PREFIX', 'KNOWLEDGE_SYNC_SK'],
      ...['unansweredSk', 'UNANSWERED_PREFIX'],
    ],
    why: 'articles, which are public, and hashes of the words of questions by conversation',
    fate: (item, of) =>
      /^(ASKED|UNANSWERED)#/.test(item.sk) && of.conversationIds.has(part(item.sk, 1)) ? 'erased' : null,
  },
  {
    name: 'proposals about articles',
    prefix: 'KP#',
    keys: ['proposalsPk', 'proposalSk', 'PROPOSAL_PREFIX', 'proposalTodoSk', 'PROPOSAL_TODO_PREFIX'],
    why: 'texts of articles, which are public or were written by people to be, and ids of what they rest on: what at least three replies had in common, scrubbed',
    // whole replies, scrubbed, until a person has made an article of them
    fate: ({ proposal }, of) => (isMadeOfHis(proposal, of) ? 'erased' : null),
  },
  {
    name: 'health of articles',
    prefix: 'KH#',
    keys: ['articleHealthPk', 'articleHealthSk', 'HEALTH_PREFIX', 'articleFlagSk', 'ARTICLE_FLAG_PREFIX'],
    why: 'grades of replies by the ids of their approvals, without a word of anybody',
  },
  {
    name: 'what writers of drafts have earned',
    prefix: 'AU#',
    keys: ['autonomyPk', 'trackSk', 'TRACK_PREFIX', 'turnSk', 'TURN_PREFIX'],
    why: 'marks of replies by the ids of their approvals, without a word of anybody',
  },
  {
    name: 'breaches',
    prefix: 'B#',
    keys: ['breachesPk', 'breachSk'],
    why: 'which conversation broke which promise',
    fate: erasedIf(({ sk }) => part(sk, 1)),
  },
  {
    name: 'escalations',
    prefix: 'E#',
    keys: ['escalationsPk', 'escalationSk'],
    why: 'what those who were called were told',
    fate: erasedIf(({ sk }) => part(sk, 1)),
  },
  {
    name: 'groups of pages',
    prefix: 'G#',
    keys: ['pageGroupsPk'],
    why: 'which conversations a page is about',
    fate: (item, of) => groupFate(item, of),
  },
  {
    name: 'findings of reconciliation',
    prefix: 'IN#',
    keys: ['intakePk', 'findingSk', 'FINDING_PREFIX', 'intakeDaySk', 'INTAKE_DAY_PREFIX', 'CANARY_SK'],
    why: 'of which conversation no webhook had told; the counts of days stay, and our own canary',
    fate: (item, of) => (item.sk.startsWith('FOUND#') && of.conversationIds.has(part(item.sk, 2)) ? 'erased' : null),
  },
  {
    name: 'seats of routing',
    prefix: 'RT#',
    keys: ['routingPk', 'BOARD', 'hardCasesSk', 'HARD_CASES_PREFIX'],
    why: 'which conversation was given to whom a moment ago; the counts of hard cases stay',
    fate: (item, of) =>
      Object.keys(reservedIn(item)).some((id) => of.conversationIds.has(Number(id))) ? 'edited' : null,
  },
  {
    name: 'held actions',
    prefix: 'H#',
    keys: ['heldPk', 'heldSk'],
    why: 'which conversation waits for outage mode to end',
    fate: erasedIf(({ sk }) => part(sk, 0)),
  },
  {
    name: 'grades of conversations',
    prefix: 'GR#',
    keys: [
      ...[
        'gradesPk',
        'gradeSk',
        'GRADE_PREFIX',
        'gradesFrom',
        'drawnSk',
        'DRAWN_PREFIX',
        'drawnWeekPrefix',
        'gradeWeekSk',
      ],
    ],
    why: 'how his conversations were graded, and what reviewers wrote to operators about them; the counts of weeks stay',
    fate: (item, of) => {
      const nth = item.sk.startsWith('GRADE#') ? 2 : item.sk.startsWith('DRAWN#') ? 3 : null
      return nth !== null && of.conversationIds.has(part(item.sk, nth)) ? 'erased' : null
    },
  },
  {
    name: 'disputes of figures',
    prefix: 'PD#',
    keys: ['pointDisputesPk', 'POINT_DISPUTE_PREFIX', 'pointDisputeSk', 'DISPUTED_AT_PREFIX', 'disputedAtSk'],
    why: 'what operators wrote about figures of his conversations; that a point was left out stays with the numbers',
    fate: (item, of) => (of.conversationIds.has(part(item.sk, item.sk.startsWith('AT#') ? 2 : 1)) ? 'erased' : null),
  },
  {
    name: 'learning signals',
    prefix: 'SG#',
    keys: [
      ...['signalsPk', 'signalSk', 'SIGNAL_PREFIX', 'signalsFrom', 'signalEndSk', 'SIGNAL_END_PREFIX', 'signalDaySk'],
      'SIGNAL_DAY_PREFIX',
    ],
    why: 'scrubbed texts of replies, by conversation; the counts of days stay',
    fate: (item, of) => (!item.sk.startsWith('DAY#') && of.conversationIds.has(part(item.sk, 2)) ? 'erased' : null),
  },
  {
    name: 'what was done to dead letters',
    prefix: 'DL#',
    keys: ['letterRunsPk', 'letterRunSk'],
    why: 'of which conversation a letter was dropped; who dropped it stays',
    isOfAny: true,
    fate: (item, of) => (droppedIn(item).some((one) => isHis(one, of)) ? 'edited' : null),
  },
  {
    name: 'where reconciliation stands',
    prefix: 'RC#',
    keys: ['checkpointPk', 'CHECKPOINT_SK'],
    why: 'instants and how far it has come',
  },
  { name: 'replays', prefix: 'AR#', keys: ['replaysPk'], why: 'who had which time played again' },
  {
    name: 'counters and intake',
    prefix: 'T#',
    keys: ['talliesPk', 'counterSk', 'intakeSk'],
    why: 'counts: of nobody',
  },
  { name: 'outcomes of clocks a day', prefix: 'S#', keys: ['slaDaysPk', 'slaDaySk'], why: 'counts: of nobody' },
  { name: "rules' record", prefix: 'R#', keys: ['ruleRecordsPk'], why: 'counts: of nobody' },
  { name: 'outages', prefix: 'O#', keys: ['outagesPk', 'outageSk'], why: 'of Backdesk, not of a customer' },
  {
    name: 'operators',
    prefix: 'OP#',
    keys: [
      ...['operatorsPk', 'operatorSk', 'OPERATOR_PREFIX', 'operatorLedgerSk', 'OPERATOR_LEDGER_PREFIX'],
      ...['DIRECTORY_SK', 'READING_SK'],
    ],
    why: 'people who work here, their teams and inboxes',
  },
  {
    name: 'policies',
    prefix: 'P#',
    keys: [
      ...['policyPk', 'policyVersionSk', 'POLICY_VERSIONS', 'POLICY_ACTIVE', 'policyActivationSk'],
      'policyActivationsFrom',
    ],
    why: 'documents: no customer is named in them',
  },
  { name: 'switches', prefix: 'W#', keys: ['switchesPk'], why: 'who switched what, without customer text' },
  {
    name: 'history of switches',
    prefix: 'WH#',
    keys: ['switchHistoryPk', 'switchHistorySk'],
    why: 'who switched what, without customer text',
  },
  {
    name: 'embedded tiles',
    prefix: 'EM#',
    keys: ['embedsPk', 'EMBEDS_SK'],
    why: 'when tokens were closed, and by whom',
  },
  { name: 'weekly reports', prefix: 'WR#', keys: ['reportsPk'], why: 'sums of weeks: nobody stands in them' },
  {
    name: 'happenings',
    prefix: 'HP#',
    keys: ['happeningsPk', 'happeningSk', 'spikeToldSk'],
    why: 'deploys and incidents of the product: no customer is named in them',
  },
  { name: 'accounts', prefix: 'ACCOUNTS', keys: ['ACCOUNTS_PK'], why: 'slugs' },
  { name: 'the tick', prefix: 'TICK', keys: ['TICK_KEY'], why: 'an instant' },
  { name: 'proven pages', prefix: 'ONCALL', keys: ['ON_CALL_PK'], why: 'targets, and when they were reached' },
  {
    name: 'receipts of erasures',
    prefix: 'X#',
    keys: ['erasuresPk', 'erasureSk', 'erasureRunSk', 'ERASURE_RUN_PREFIX'],
    why: 'that something was erased, when and by whom: a digest instead of the contact',
  },
]

/** Of keys.ts and policy-keys.ts, what is no key of an item of its own. */
export const NO_KEYS_OF_ITEMS: readonly string[] = [
  ...['COUNTER_SHARDS', 'INDEX', 'DEADLINE_INDEX', 'DEADLINE_SHARDS', 'QUEUE_FILTER_ATTRIBUTES', 'counterShard'],
  ...['statusKey', 'operatorKey', 'waitKey', 'isWaitKeyOfWaiting', 'dueKey', 'deadlineShard', 'deadlineShardOf'],
  ...['deadlineKey', 'deadlinesUntil', 'instantSk', 'EVERY_ACCOUNT'],
  ...['approvalStatusKey', 'approvalDueKey', 'APPROVAL_DEADLINES', 'approvalDeadlineKey'],
]

/** The place of an item by the beginning of its key; undefined: nobody has said what becomes of it. */
export function placeOf(pk: string): Place | undefined {
  const beginning = pk.includes('#') ? pk.slice(0, pk.indexOf('#') + 1) : pk
  return PLACES.find(({ prefix }) => prefix === beginning)
}

/** Whether the key is of this account: `C#shop#12` and `B#shop` are of `shop`. */
export const isOfAccount = (pk: string, account: string): boolean => pk.split('#')[1] === account

/** What becomes of an item; null where it has nothing of him. */
export function fateOf(item: TableItem, of: Forgotten): Fate | null {
  const place = placeOf(item.pk)
  if (place?.isOfAny !== true && !isOfAccount(item.pk, of.account)) return null
  return place?.fate?.(item, of) ?? null
}

/** A member has a key of its own; the head of a group names those that are foreseen. */
function groupFate({ sk, group }: TableItem, { conversationIds }: Forgotten): Fate | null {
  if (sk.includes('#')) return conversationIds.has(part(sk, 1)) ? 'erased' : null
  const ids = foreseenIn(group)
  return ids.some((id) => conversationIds.has(id)) ? 'edited' : null
}

export function foreseenIn(group: unknown): readonly number[] {
  const foreseen = (group as { readonly foreseen?: { readonly ids?: readonly number[] } | null } | undefined)?.foreseen
  return foreseen?.ids ?? []
}

export function reservedIn({ board }: TableItem): Readonly<Record<string, unknown>> {
  return (board as { readonly reserved?: Readonly<Record<string, unknown>> } | undefined)?.reserved ?? {}
}

type Dropped = { readonly account?: unknown; readonly conversationId?: unknown }
export const isHis = ({ account, conversationId }: Dropped, of: Forgotten): boolean =>
  account === of.account && typeof conversationId === 'number' && of.conversationIds.has(conversationId)
export const droppedIn = ({ dropped }: TableItem): readonly Dropped[] =>
  Array.isArray(dropped) ? (dropped as readonly Dropped[]) : []
