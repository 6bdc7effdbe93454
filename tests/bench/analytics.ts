/**
 * Figures, at their size: what reading them costs as the desk grows a thousandfold, what counting costs as events come,
 * and a month that is counted, held against brute force and rebuilt.
 * Alone: `node --import tsx tests/bench/analytics.ts [conversations]`; 0 leaves the month out.
 */
import { benchCost } from './analytics/cost.ts'
import { benchMonth } from './analytics/month.ts'
import { benchReads } from './analytics/reads.ts'

const FROM_MS = Date.UTC(2026, 8, 1)

const conversations = Number(process.argv[2] ?? 50_000)
if (!Number.isInteger(conversations) || conversations < 0) throw new Error('how many conversations?')
const isFlat = await benchReads()
await benchCost(FROM_MS)
const isRight = conversations === 0 || (await benchMonth(conversations, FROM_MS))
if (!isFlat) console.info('Reads are not flat: see the first table')
if (!isFlat || !isRight) process.exitCode = 1
