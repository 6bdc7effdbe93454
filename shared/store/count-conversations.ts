/** Brings the facts of conversations up to their ledgers, and the rollups with them. */
import { type Beside, keepBeside, withBeside } from '#domain/analytics/beside'
import { countEvents } from '#domain/analytics/count-events'
import { type Exclusion, withExclusions } from '#domain/analytics/exclusions'
import {
  COUNTING_RULES,
  type Counted,
  type Fact,
  type FactChange,
  type FactKey,
  isBeyond,
  type LedgerPlace,
  nameOf,
  reborn,
  type StoredFact,
  type ToCount,
  uncounted,
} from '#domain/analytics/fact'
import { canonicalText } from '#domain/canonical'
import type { ConversationEvent } from '#events/conversation-events'
import { eachLimited } from '#runtime/retry'

export type CountDeps = {
  /** By `<account>#<conversation>`, as they are now. */
  readonly load: (keys: readonly FactKey[]) => Promise<ReadonlyMap<string, StoredFact>>
  /** Gives those that have to be read and counted again. */
  readonly commit: (changes: readonly FactChange[]) => Promise<readonly FactKey[]>
  /** A ledger beyond a place, oldest first, as it is now. */
  readonly ledgerAfter: (key: FactKey, place: LedgerPlace) => Promise<readonly ConversationEvent[]>
  readonly besideOf: (fact: Fact) => Promise<Beside>
  /** What was left out of a conversation after a dispute. */
  readonly exclusionsOf: (fact: FactKey) => Promise<readonly Exclusion[]>
  /** By whose clocks an account's days are told. */
  readonly zoneOf: (account: string) => Promise<string>
}

const LEDGERS_AT_ONCE = 8
/** Others who count the same conversation have counted what we would have. */
const ROUNDS = 6
const START: LedgerPlace = { version: 0, n: -1 }

/** @throws Error when a conversation stays contended; what was counted stays counted. */
export async function countConversations(all: readonly ToCount[], deps: CountDeps): Promise<Counted> {
  let left = all
  let changed = 0
  for (let round = 0; left.length > 0; round++) {
    if (round === ROUNDS) throw new Error(`${left.length} facts stay contended`)
    const changes = await changesOf(left, deps)
    const again = new Set((await deps.commit(changes)).map(nameOf))
    changed += changes.length - again.size
    left = left.filter((one) => again.has(nameOf(one)))
  }
  return { changed, unchanged: Math.max(0, all.length - changed) }
}

async function changesOf(all: readonly ToCount[], deps: CountDeps): Promise<readonly FactChange[]> {
  const known = await deps.load(all)
  const changes: FactChange[] = []
  await eachLimited([...all], LEDGERS_AT_ONCE, async (one) => {
    const before = known.get(nameOf(one))
    const after = await factOf(one, before?.fact, deps)
    if (after !== undefined && (after !== before?.fact || before.owed.length > 0)) changes.push({ before, after })
  })
  return changes
}

async function factOf(of: ToCount, stored: Fact | undefined, deps: CountDeps): Promise<Fact | undefined> {
  const known = stored !== undefined && hasBegunAnew(of, stored) ? reborn(stored) : stored
  const isOld = known !== undefined && (known.rules !== COUNTING_RULES || of.anew === true)
  const fact = isOld ? await countedAnew(known, deps) : await countedOn(of, known, deps)
  if (fact === undefined) return stored
  const looked = of.beside || isOld || fact.hasApprovals ? withBeside(fact, await deps.besideOf(fact)) : fact
  const next = of.beside || isOld ? { ...looked, excluded: await exclusionsOf(looked, deps) } : looked
  // what comes out as it was is not written again
  return stored !== undefined && canonicalText(next) === canonicalText(stored) ? stored : next
}

const exclusionsOf = async (fact: Fact, deps: CountDeps): Promise<readonly Exclusion[]> =>
  withExclusions(fact.excluded, await deps.exclusionsOf(fact))

/** What lies within what was counted, and was heard of later than all of that, is of another ledger. */
const hasBegunAnew = ({ heard = [] }: ToCount, { place, asOfMs }: Fact): boolean =>
  heard.some((event) => !isBeyond(place, event) && event.observedAtMs > asOfMs)

async function countedOn(of: FactKey, known: Fact | undefined, deps: CountDeps): Promise<Fact | undefined> {
  const events = await deps.ledgerAfter(of, known?.place ?? START)
  if (events.length === 0) return known
  const { account, conversationId } = of
  const from = known ?? uncounted({ account, conversationId }, await deps.zoneOf(account))
  const fact = countEvents(from, events)
  return fact === from ? known : keepBeside(fact)
}

/** Of a ledger whose beginning has expired, what was counted while it was there is all there is. */
async function countedAnew(known: Fact, deps: CountDeps): Promise<Fact> {
  const { account, conversationId } = known
  const events = await deps.ledgerAfter(known, START)
  const isWhole = known.life === 1 && events[0]?.type === 'conversation.opened.v1'
  if (!isWhole) return countEvents(known, events)
  const fresh = countEvents(uncounted({ account, conversationId }, await deps.zoneOf(account)), events)
  return keepBeside({ ...fresh, beside: known.beside, excluded: known.excluded, hasApprovals: known.hasApprovals })
}
