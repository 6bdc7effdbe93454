/**
 * Table `desk`: every key is built here.
 *
 * | access pattern                              | by         | key                                              |
 * |---------------------------------------------|------------|--------------------------------------------------|
 * | one conversation                            | process,api| pk C#account#id, sk STATE                        |
 * | its ledger, in order                        | api        | pk C#account#id, sk begins L#                     |
 * | counters of an account (8 shards) + intake  | api        | pk T#account, sk between COUNT# and INTAKE#day    |
 * | intake of an account a day,                 | process,   | pk IN#account, sk DAY#day                        |
 * |   what no webhook had told, its canary      |   api      | pk IN#account, sk FOUND#instant#id, CANARY       |
 * | queue of a status, longest waiting first    | api        | index byWait: statusKey, waitKey                 |
 * | queue of a status, next deadline first      | api        | index byDeadline: statusKey, dueKey              |
 * | queue of an operator, or of nobody          | api        | index byOperator: operatorKey, waitKey           |
 * | what is due by now (8 shards)               | tick       | index byNextInstant: deadlineShard, deadlineKey  |
 * | actions asked of Chatwoot                   | act        | pk C#account#id, sk A#action                     |
 * | actions that outage mode holds              | act, tick  | pk H#account, sk id#action                       |
 * | approvals of replies                        | act, review| pk C#account#id, sk AP#approval                  |
 * |   of a state, least time left first         | api        | index byDeadline: statusKey, dueKey              |
 * |   what is due by now                        | tick       | index byNextInstant: deadlineShard, deadlineKey  |
 * |   decisions, each with the hash of the last | api, ops   | pk C#account#id, sk AD#number                    |
 * | what may stand in an answer, as digests     | draft, api | pk C#account#id, sk KNOWN                        |
 * | what is switched off, of an account or all  | all        | pk W#account, sk name                            |
 * | who switched what, newest first             | api        | pk WH#account, sk instant#name                   |
 * | accounts that were ever heard of            | tick       | pk ACCOUNTS, sk slug                             |
 * | when the last tick ran                      | tick       | pk TICK, sk LAST                                 |
 * | documents: a version, the active one,       | process,   | pk P#account#kind, sk V#version, ACTIVE,         |
 * |   and the history of activations            | api, sla   |   A#instant#version                              |
 * | breaches of an account by time              | api        | pk B#account, sk instant#id#clock#run            |
 * | outcomes of clocks a day (8 shards)         | api        | pk S#account, sk day#shard                       |
 * | outages of an account, and of all (`*`)     | api, tick  | pk O#account, sk instant#id                      |
 * | escalations of an account by time           | api        | pk E#account, sk instant#id#cause                |
 * | groups of pages that are open               | escalate   | pk G#account, sk group                           |
 * | rules' record: right, wrong                 | api        | pk R#account, sk rule                            |
 * | the last proven page                        | escalate   | pk ONCALL, sk target                             |
 * | operators of an account                     | presence,  | pk OP#account, sk OPERATOR#id                    |
 * |   their teams and inboxes                   |   api,     | pk OP#account, sk DIRECTORY                      |
 * |   how recent that is                        |   route    | pk OP#account, sk READING                        |
 * | an operator's presence, in order            |            | pk OP#account, sk OL#id#version                  |
 * | receipts of routing, newest first           | api        | pk C#account#id, sk R#instant#decision           |
 * | what was given to whom a moment ago         | route      | pk RT#account, sk BOARD                          |
 * | hard cases of operators, four weeks         | route      | pk RT#account, sk HARD#operator                  |
 * | where reconciliation of an account stands    | reconcile  | pk RC#account, sk CHECKPOINT                     |
 * | what was done to dead letters, of an        | ops, api   | pk DL#account, sk instant#run                    |
 * |   account or of any (`*`)                   |            |                                                  |
 * | receipts of erasures, and what of one is    | ops        | pk X#account, sk instant#id, RUN#digest          |
 * |   under way                                 |            |                                                  |
 * | webhooks of the archive that were sent again | ops        | pk AR#account, sk instant#who                    |
 * | what was learned of approvals, newest first  | api, ops   | pk SG#account, sk SIGNAL#instant#id#approval     |
 * |   approvals that ended, ends and signals a   | publish,   | pk SG#account, sk END#instant#id#approval,       |
 * |   day                                       |   review   | pk SG#account, sk DAY#day                        |
 * | weekly reports, newest week first           | report, api| pk WR#account, sk week                           |
 * | what is proposed of articles, newest first  | api,       | pk KP#account, sk PROPOSAL#instant-digest        |
 * |   what is approved and under way            |  suggest   | pk KP#account, sk TODO#instant-digest            |
 * | how far an article can be trusted           | api,       | pk KH#account, sk HEALTH#id                      |
 * |   replies that were graded badly            |  suggest   | pk KH#account, sk FLAG#id#approval               |
 * | disputes of points of the figures, by        | api,       | pk PD#account, sk DISPUTE#id#operator#measure    |
 * |   conversation, and newest first            |  analytics | pk PD#account, sk AT#instant#id#operator#measure |
 * | what happened to the product, by time,      | api        | pk HP#account, sk instant#id                     |
 * |   when people were told of much of a topic  | report     | pk HP#account, sk SPIKE#topic                    |
 * | tokens for embedded tiles, as closed last   | api, ops   | pk EM#account, sk EMBEDS                         |
 * | what writers have earned, by intent           | review,    | pk AU#account, sk TRACK#intent#writer            |
 * |   when autonomy was gained and lost          |   api, act | pk AU#account, sk TURN#instant#id#approval       |
 *
 * The queue's indexes project the keys plus QUEUE_FILTER_ATTRIBUTES: a page reads index entries, then its own
 * conversations. byNextInstant projects the keys alone: only conversations with a next instant are in it.
 */
import type { ApprovalState } from '#domain/approval'
import type { Status } from '#domain/observation'
import type { ClockName } from '#domain/sla-policy'

export const STATE = 'STATE'
export const COUNTER_SHARDS = 8
export const INDEX = { byWait: 'byWait', byDeadline: 'byDeadline', byOperator: 'byOperator' } as const
export const DEADLINE_INDEX = 'byNextInstant'
export const DEADLINE_SHARDS = 8
/** Projected besides the keys, so that a filter needs no second read. */
export const QUEUE_FILTER_ATTRIBUTES = ['inboxId', 'teamId', 'operatorId', 'atRiskAtMs'] as const

const pad = (value: number, width: number): string => String(value).padStart(width, '0')
/** 13 digits of epoch milliseconds last until the year 2286. */
const LATEST_MS = 9_999_999_999_999

export const conversationPk = (account: string, conversationId: number): string => `C#${account}#${conversationId}`
export const ledgerSk = (version: number, n: number): string => `L#${pad(version, 10)}#${pad(n, 3)}`
export const LEDGER_PREFIX = 'L#'
export const talliesPk = (account: string): string => `T#${account}`
/** A conversation always counts in the same shard, so its changes never race each other. */
export const counterShard = (conversationId: number): number => conversationId % COUNTER_SHARDS
export const counterSk = (shard: number): string => `COUNT#${pad(shard, 2)}`
/** `day` as yyyy-mm-dd, UTC. */
export const intakeSk = (day: string): string => `INTAKE#${day}`
export const intakePk = (account: string): string => `IN#${account}`
export const INTAKE_DAY_PREFIX = 'DAY#'
/** `day` as yyyy-mm-dd, UTC. */
export const intakeDaySk = (day: string): string => `${INTAKE_DAY_PREFIX}${day}`
export const CANARY_SK = 'CANARY'
export const FINDING_PREFIX = 'FOUND#'
export const findingSk = (atMs: number, conversationId: number): string =>
  `${FINDING_PREFIX}${pad(atMs, 13)}#${pad(conversationId, 10)}`
export const statusKey = (account: string, status: Status): string => `${account}#${status}`
/** Operator 0 stands for nobody: Chatwoot ids start at 1. */
export const operatorKey = (account: string, status: Status, operatorId: number | null): string =>
  `${account}#${status}#${operatorId ?? 0}`

/** Waiting first (longest wait first), then the rest by last activity: open ones longest silent first, resolved ones newest first. */
export function waitKey(c: {
  readonly conversationId: number
  readonly status: Status
  readonly waitingSinceMs: number | null
  readonly lastActivityAtMs: number
}): string {
  const id = pad(c.conversationId, 10)
  if (c.waitingSinceMs !== null) return `0#${pad(c.waitingSinceMs, 13)}#${id}`
  const at = c.status === 'resolved' ? LATEST_MS - c.lastActivityAtMs : c.lastActivityAtMs
  return `1#${pad(at, 13)}#${id}`
}

/** True if the customer of the conversation with this key waits. */
export const isWaitKeyOfWaiting = (key: string): boolean => key.startsWith('0#')

/**
 * Next deadline first; conversations without one follow in waiting order. The clock that is due stands at the end, for
 * whoever reads the index alone; items of earlier releases lack it until their next write.
 */
export const dueKey = (
  deadline: { readonly dueAtMs: number; readonly clock: ClockName } | null,
  conversationId: number,
  waitOrder: string,
): string =>
  deadline === null ? `1#${waitOrder}` : `0#${pad(deadline.dueAtMs, 13)}#${pad(conversationId, 10)}#${deadline.clock}`

/** A conversation keeps its shard; the minute tick reads all of them. */
export const deadlineShard = (shard: number): string => `D#${shard}`
export const deadlineShardOf = (conversationId: number): string => deadlineShard(conversationId % DEADLINE_SHARDS)
export const deadlineKey = (atMs: number, account: string, conversationId: number): string =>
  `${pad(atMs, 13)}#${account}#${conversationId}`
/** Everything due by this instant sorts before it. */
export const deadlinesUntil = (untilMs: number): string => `${pad(untilMs + 1, 13)}#`

export const ACCOUNTS_PK = 'ACCOUNTS'
export const TICK_KEY = { pk: 'TICK', sk: 'LAST' } as const
export const APPROVAL_PREFIX = 'AP#'
/** What may stand in an answer to this customer, as digests. */
export const KNOWN_SK = 'KNOWN'
export const approvalSk = (id: string): string => `${APPROVAL_PREFIX}${id}`
export const DECISION_PREFIX = 'AD#'
export const decisionSk = (seq: number): string => `${DECISION_PREFIX}${pad(seq, 10)}`
/** Approvals stand in the indexes of conversations, in partitions of their own. */
export const approvalStatusKey = (account: string, state: ApprovalState): string => `${account}#approvals#${state}`
/** Those that wait by what is due first, those that have ended newest first. */
export const approvalDueKey = (of: {
  readonly conversationId: number
  readonly id: string
  readonly dueAtMs: number
  readonly endedAtMs: number | null
}): string =>
  [pad(of.endedAtMs === null ? of.dueAtMs : LATEST_MS - of.endedAtMs, 13), pad(of.conversationId, 10), of.id].join('#')
/** One shard: people decide on a few drafts a second at most. */
export const APPROVAL_DEADLINES = 'DA#0'
export const approvalDeadlineKey = (
  atMs: number,
  of: { account: string; conversationId: number; id: string },
): string => `${pad(atMs, 13)}#${of.account}#${of.conversationId}#${of.id}`
/** What is switched off for all accounts is kept under `*`. */
export const switchesPk = (account: string): string => `W#${account}`
/** Who had archived webhooks sent again. */
export const replaysPk = (account: string): string => `AR#${account}`
/** Who switched what off and on, and why. */
export const switchHistoryPk = (account: string): string => `WH#${account}`
export const switchHistorySk = (atMs: number, name: string): string => `${pad(atMs, 13)}#${name}`
export const heldPk = (account: string): string => `H#${account}`
export const heldSk = (conversationId: number, id: string): string => `${pad(conversationId, 10)}#${id}`
export const ACTION_PREFIX = 'A#'
export const actionSk = (id: string): string => `${ACTION_PREFIX}${id}`

export const breachesPk = (account: string): string => `B#${account}`
export const breachSk = (of: {
  readonly breachedAtMs: number
  readonly conversationId: number
  readonly clock: string
  readonly run: number
}): string => `${pad(of.breachedAtMs, 13)}#${of.conversationId}#${of.clock}#${of.run}`
/** Of everything that sorts by an instant first. */
export const instantSk = (atMs: number): string => pad(atMs, 13)

export const slaDaysPk = (account: string): string => `S#${account}`
/** `day` as yyyy-mm-dd, UTC. */
export const slaDaySk = (day: string, shard: number): string => `${day}#${pad(shard, 2)}`

/** Outages of all accounts (Backdesk itself stood still) are kept under `*`. */
export const EVERY_ACCOUNT = '*'
export const outagesPk = (account: string): string => `O#${account}`
export const outageSk = (fromMs: number, id: string): string => `${pad(fromMs, 13)}#${id}`

export const escalationsPk = (account: string): string => `E#${account}`
export const escalationSk = (raisedAtMs: number, conversationId: number, cause: string): string =>
  `${pad(raisedAtMs, 13)}#${conversationId}#${cause}`
export const pageGroupsPk = (account: string): string => `G#${account}`
export const ruleRecordsPk = (account: string): string => `R#${account}`
export const ON_CALL_PK = 'ONCALL'

export const operatorsPk = (account: string): string => `OP#${account}`
export const OPERATOR_PREFIX = 'OPERATOR#'
export const operatorSk = (operatorId: number): string => `${OPERATOR_PREFIX}${pad(operatorId, 10)}`
/** Not `OPERATOR#`: these must not wake publish, which writes them. */
export const OPERATOR_LEDGER_PREFIX = 'OL#'
export const operatorLedgerSk = (operatorId: number, version: number): string =>
  `${OPERATOR_LEDGER_PREFIX}${pad(operatorId, 10)}#${pad(version, 10)}`
export const DIRECTORY_SK = 'DIRECTORY'
export const READING_SK = 'READING'
export const checkpointPk = (account: string): string => `RC#${account}`
export const CHECKPOINT_SK = 'CHECKPOINT'
export const routingPk = (account: string): string => `RT#${account}`
export const BOARD = 'BOARD'
export const HARD_CASES_PREFIX = 'HARD#'
export const hardCasesSk = (operatorId: number): string => `${HARD_CASES_PREFIX}${operatorId}`
export const RECEIPT_PREFIX = 'R#'
/** A conversation that expired and came back counts its decisions anew: the instant tells them apart. */
export const receiptSk = (atMs: number, decision: number): string =>
  `${RECEIPT_PREFIX}${pad(atMs, 13)}#${pad(decision, 6)}`
/** What became of a decision has a place beside it, should both be of one millisecond. */
export const yieldedSk = (atMs: number, decision: number): string => `${receiptSk(atMs, decision)}#yielded`

/** Articles, what answered past questions, and how far both are known. */
export const knowledgePk = (account: string): string => `KB#${account}`
export const ARTICLE_PREFIX = 'ARTICLE#'
export const articleSk = (id: number): string => `${ARTICLE_PREFIX}${pad(id, 10)}`
export const PAST_QUESTION_PREFIX = 'ASKED#'
export const pastQuestionSk = (conversationId: number): string => `${PAST_QUESTION_PREFIX}${pad(conversationId, 10)}`
/** What no article answered, as hashes of stems. */
export const UNANSWERED_PREFIX = 'UNANSWERED#'
export const unansweredSk = (conversationId: number): string => `${UNANSWERED_PREFIX}${pad(conversationId, 10)}`
export const KNOWLEDGE_SYNC_SK = 'SYNC'
/** At the conversation: what was suggested last. */
export const SUGGESTED_SK = 'SUGGESTED'

export const proposalsPk = (account: string): string => `KP#${account}`
/** Publish is woken by it. Ids begin with an instant. */
export const PROPOSAL_PREFIX = 'PROPOSAL#'
export const proposalSk = (id: string): string => `${PROPOSAL_PREFIX}${id}`
/** Stands beside one that is approved, until it has ended. */
export const PROPOSAL_TODO_PREFIX = 'TODO#'
export const proposalTodoSk = (id: string): string => `${PROPOSAL_TODO_PREFIX}${id}`
export const articleHealthPk = (account: string): string => `KH#${account}`
export const HEALTH_PREFIX = 'HEALTH#'
export const articleHealthSk = (id: string): string => `${HEALTH_PREFIX}${id.padStart(10, '0')}`
/** Publish is woken by it. */
export const ARTICLE_FLAG_PREFIX = 'FLAG#'
export const articleFlagSk = (id: string, approvalId: string): string =>
  `${ARTICLE_FLAG_PREFIX}${id.padStart(10, '0')}#${approvalId}`

/** Of dead letters of any account, or of none, under `*`. */
export const letterRunsPk = (account: string): string => `DL#${account}`
export const letterRunSk = (atMs: number, id: string): string => `${pad(atMs, 13)}#${id}`
export const erasuresPk = (account: string): string => `X#${account}`
export const erasureSk = (atMs: number, id: string): string => `${pad(atMs, 13)}#${id}`
export const ERASURE_RUN_PREFIX = 'RUN#'
export const erasureRunSk = (digest: string): string => `${ERASURE_RUN_PREFIX}${digest}`

export const signalsPk = (account: string): string => `SG#${account}`
/** Publish is woken by it. */
export const SIGNAL_PREFIX = 'SIGNAL#'
export const signalSk = (endedAtMs: number, conversationId: number, id: string): string =>
  `${SIGNAL_PREFIX}${pad(endedAtMs, 13)}#${pad(conversationId, 10)}#${id}`
/** Before every signal that ended at this instant. */
export const signalsFrom = (atMs: number): string => `${SIGNAL_PREFIX}${pad(atMs, 13)}`
/** Stands for an end that a signal is expected of, apart from the signals: publish must not be woken. */
export const SIGNAL_END_PREFIX = 'END#'
export const signalEndSk = (endedAtMs: number, conversationId: number, id: string): string =>
  `${SIGNAL_END_PREFIX}${pad(endedAtMs, 13)}#${pad(conversationId, 10)}#${id}`
export const SIGNAL_DAY_PREFIX = 'DAY#'
/** `day` as yyyy-mm-dd, UTC. */
export const signalDaySk = (day: string): string => `${SIGNAL_DAY_PREFIX}${day}`

/** Which tokens for embedded tiles are in force. */
export const embedsPk = (account: string): string => `EM#${account}`
export const EMBEDS_SK = 'EMBEDS'
export const autonomyPk = (account: string): string => `AU#${account}`
export const TRACK_PREFIX = 'TRACK#'
/** Both are of whoever proposes: no sign of theirs parts them. */
export const trackSk = (intent: string, writer: string): string =>
  `${TRACK_PREFIX}${encodeURIComponent(intent)}#${encodeURIComponent(writer)}`
/** Publish is woken by it. */
export const TURN_PREFIX = 'TURN#'
export const turnSk = (atMs: number, conversationId: number, approvalId: string): string =>
  `${TURN_PREFIX}${pad(atMs, 13)}#${pad(conversationId, 10)}#${approvalId}`

/** Weekly reports: `2026-W38` under it. */
export const reportsPk = (account: string): string => `WR#${account}`
export const gradesPk = (account: string): string => `GR#${account}`
/** Wakes publish: what is written there is told. */
export const GRADE_PREFIX = 'GRADE#'
export const gradesFrom = (resolvedAtMs: number): string => `${GRADE_PREFIX}${pad(resolvedAtMs, 13)}`
export const gradeSk = (resolvedAtMs: number, conversationId: number): string =>
  `${gradesFrom(resolvedAtMs)}#${pad(conversationId, 10)}`
export const DRAWN_PREFIX = 'DRAWN#'
/** `week` as yyyy-Www. */
export const drawnWeekPrefix = (week: string): string => `${DRAWN_PREFIX}${week}#`
export const drawnSk = (week: string, resolvedAtMs: number, conversationId: number): string =>
  `${drawnWeekPrefix(week)}${pad(resolvedAtMs, 13)}#${pad(conversationId, 10)}`
export const gradeWeekSk = (week: string): string => `WEEK#${week}`
/** From a conversation to its grades. */
export const GRADED_PREFIX = 'GRADED#'
export const gradedSk = (resolvedAtMs: number): string => `${GRADED_PREFIX}${pad(resolvedAtMs, 13)}`

export const pointDisputesPk = (account: string): string => `PD#${account}`
export const POINT_DISPUTE_PREFIX = 'DISPUTE#'
/** Without an operator: how those of a conversation begin. */
export const pointDisputeSk = (conversationId: number, ofOperator = ''): string =>
  `${POINT_DISPUTE_PREFIX}${pad(conversationId, 10)}#${ofOperator}`
export const DISPUTED_AT_PREFIX = 'AT#'
export const disputedAtSk = (atMs: number, disputeSk: string): string =>
  `${DISPUTED_AT_PREFIX}${pad(atMs, 13)}#${disputeSk.slice(POINT_DISPUTE_PREFIX.length)}`

export const happeningsPk = (account: string): string => `HP#${account}`
export const happeningSk = (atMs: number, id: string): string => `${pad(atMs, 13)}#${id}`
/** When people were last told that there is much of a topic. */
export const spikeToldSk = (topic: string): string => `SPIKE#${topic}`
