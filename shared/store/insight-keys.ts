/**
 * Table `insights`: every key is built here. It has other readers, another retention and another write rate than `desk`,
 * and all of it can be made again from the ledgers there.
 *
 * | access pattern                               | by        | key                                            |
 * |----------------------------------------------|-----------|------------------------------------------------|
 * | what one conversation adds to the figures    | analytics | pk F#account#id, sk FACT                       |
 * | facts by the day the conversation was opened | api, ops  | index byOpened: openedKey, openedSk            |
 * | sums of a key of a dimension, by day         | api       | pk RU#account#dimension#key, sk kind#day#shard |
 * | keys of a dimension that anything is of      | api       | pk RK#account#dimension, sk key                |
 * | what began to be open and ceased, by day     | api       | pk RU#account#flow#all, sk F#day#shard         |
 * | what topics were opened, by day and hour     | api       | pk RU#account#topic_hours#all, sk day#topic    |
 * | how far counting has come                    | api       | pk AS#account, sk day                          |
 *
 * The kind stands first: whoever needs counts alone reads no sketches, which are most of what lies there.
 */
import { type Dimension, WHOLE_ACCOUNT } from '#domain/analytics/rollup'

/** Facts by the day on which their conversation was opened; keys alone are projected. */
export const BY_OPENED = 'byOpened'
export const FACT_SK = 'FACT'

/** Shards of a day's sums, by conversation, for the two workers there are: each begins with another. */
export const ROLLUP_SHARDS = 2

/** Kinds of items of a day: counts and sums, sketches, hours of the day (account alone), and the flow of the backlog. */
export const ROLLUP_KINDS = ['C', 'S', 'H', 'F'] as const
export type RollupKind = (typeof ROLLUP_KINDS)[number]

export type StoredDimension = Exclude<Dimension, 'channel'> | 'flow' | 'topic_hours'

export const FACT_PREFIX = 'F#'
export const factPk = (account: string, conversationId: number): string => `${FACT_PREFIX}${account}#${conversationId}`
export const openedKey = (account: string, day: string): string => `${account}#${day}`
export const openedSk = (conversationId: number): string => String(conversationId).padStart(10, '0')
export const rollupPk = (account: string, dimension: StoredDimension, key: string): string =>
  `RU#${account}#${dimension}#${key}`
export const rollupSk = (kind: RollupKind, day: string, shard: number): string => `${kind}#${day}#${shard}`
/** The day of such a key. */
export const rollupDayIn = (sk: unknown): string => String(sk).slice(2, 12)
/** Apart from the sums of the topic: all topics of some weeks are read at once. */
export const topicHoursPk = (account: string): string => rollupPk(account, 'topic_hours', WHOLE_ACCOUNT)
export const topicHoursSk = (day: string, topic: string): string => `${day}#${topic}`
export const rollupKeysPk = (account: string, dimension: StoredDimension): string => `RK#${account}#${dimension}`
export const analyticsStandingPk = (account: string): string => `AS#${account}`
