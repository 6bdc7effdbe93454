/**
 * What readings of Chatwoot make of an account's operators. Readings overtake each other, so each thing that is read is a
 * register of its own: who is there and available, and who belongs where. The later reading of a register wins, and an
 * older one changes nothing of it, in whatever order they come.
 */
import type { OperatorSeen, Reading } from './chatwoot-reading.ts'
import type { Availability, Directory, StoredOperator } from './operator.ts'

/** How recent our knowledge is, epoch milliseconds of the asking. */
export type PresenceMark = {
  /** Of who is there, and available. */
  readonly readAtMs: number
  /** Of teams, inboxes and who belongs to them; null: never read. */
  readonly directoryReadAtMs: number | null
}

/** The directory, and what Chatwoot's version was before it last changed. */
export type KnownDirectory = Directory & {
  readonly serverVersionChange?: { readonly from: string; readonly readAtMs: number }
}

export type Presence = {
  readonly mark: PresenceMark | undefined
  readonly operators: readonly StoredOperator[]
  readonly directory: KnownDirectory | undefined
}

/** What has to be written: operators that changed alone. */
export type PresenceStep = {
  readonly mark: PresenceMark
  readonly operators: readonly StoredOperator[]
  readonly directory: KnownDirectory | undefined
}

/** What a reading tells, and which of it is the latest that we heard. */
type Told = {
  readonly reading: Reading
  readonly seen: ReadonlyMap<number, OperatorSeen>
  /** All who were read, also those of whom another part of the answer tells. */
  readonly listed: ReadonlySet<number>
  readonly mark: PresenceMark
  readonly newsOf: { readonly availability: boolean; readonly memberships: boolean }
}

/**
 * The step to take, or null when the reading tells nothing that is news. A reading that lists nobody is taken for none:
 * an account has its administrator at least, and everybody would be gone.
 */
export function takeReading(held: Presence, reading: Reading, nowMs: number): PresenceStep | null {
  const told = toldBy(reading, held.mark)
  const { mark, newsOf } = told
  if (told.listed.size === 0 || !(newsOf.availability || newsOf.memberships)) return null
  const operators = changedOperators(held.operators, told, nowMs)
  const directory = newsOf.memberships ? directoryAfter(held.directory, reading) : undefined
  const isRepetition = isSameMark(mark, held.mark) && operators.length === 0
  return isRepetition ? null : { mark, operators, directory }
}

function toldBy(reading: Reading, before: PresenceMark | undefined): Told {
  const { readAtMs, operators, directory, split } = reading
  const whole = directory !== undefined || operators.some(({ teams }) => teams !== undefined)
  // The parts of an answer are of the same instant.
  const isLater = (than: number | null | undefined): boolean =>
    than === null || than === undefined || readAtMs > than || (split !== undefined && readAtMs === than)
  const availability = isLater(before?.readAtMs)
  const memberships = whole && isLater(before?.directoryReadAtMs)
  return {
    reading,
    seen: new Map(operators.map((one) => [one.operatorId, one])),
    listed: new Set(split?.operatorIds ?? operators.map(({ operatorId }) => operatorId)),
    mark: {
      readAtMs: availability ? readAtMs : (before?.readAtMs ?? readAtMs),
      directoryReadAtMs: memberships ? readAtMs : (before?.directoryReadAtMs ?? null),
    },
    newsOf: { availability, memberships },
  }
}

const isSameMark = (a: PresenceMark, b: PresenceMark | undefined): boolean =>
  a.readAtMs === b?.readAtMs && a.directoryReadAtMs === b.directoryReadAtMs

function changedOperators(operators: readonly StoredOperator[], told: Told, nowMs: number): StoredOperator[] {
  const { seen, listed, reading } = told
  const before = new Map(operators.map((operator) => [operator.operatorId, operator]))
  const toldOf = new Set([...[...before.keys()].filter((id) => !listed.has(id)), ...seen.keys()])
  return [...toldOf].flatMap((id) => {
    const was = before.get(id)
    const after = operatorAfter(was, seen.get(id), told)
    if (after === undefined || (was !== undefined && isSame(was, after))) return []
    const version = (was?.version ?? 0) + 1
    return [{ ...after, version, writtenAtMs: nowMs, correlationId: reading.correlationId }]
  })
}

type Standing = Omit<StoredOperator, 'version' | 'writtenAtMs' | 'correlationId'>

function operatorAfter(
  was: StoredOperator | undefined,
  seen: OperatorSeen | undefined,
  told: Told,
): Standing | undefined {
  const standing = seen === undefined ? absent(was, told) : present(was, seen, told)
  if (standing === undefined || !told.newsOf.memberships) return standing
  // Whom the directory does not list belongs nowhere.
  return { ...standing, teams: rising(seen?.teams), inboxes: rising(seen?.inboxes) }
}

function absent(was: StoredOperator | undefined, { newsOf, reading }: Told): Standing | undefined {
  if (was === undefined || !newsOf.availability) return was
  return { ...was, ...turned(was, 'offline', reading.readAtMs), gone: true }
}

function present(was: StoredOperator | undefined, seen: OperatorSeen, { newsOf, reading, mark }: Told): Standing {
  const { operatorId, name, role } = seen
  const { teams = [], inboxes = [] } = was ?? {}
  const one = { account: reading.account, operatorId, name, role, teams, inboxes }
  if (newsOf.availability) return { ...one, ...turned(was, seen.availability, reading.readAtMs) }
  // Later readings listed others, and not him: all that is left to learn is where he belonged.
  return was ?? { ...one, availability: 'offline', sinceMs: mark.readAtMs, gone: true }
}

const turned = (was: StoredOperator | undefined, availability: Availability, readAtMs: number) => ({
  availability,
  sinceMs: was?.availability === availability ? was.sinceMs : readAtMs,
})

const rising = (ids: readonly number[] = []): readonly number[] => [...new Set(ids)].sort((a, b) => a - b)

const isSame = (a: Standing, b: Standing): boolean =>
  a.name === b.name &&
  a.role === b.role &&
  a.availability === b.availability &&
  a.gone === b.gone &&
  isSameList(a.teams, b.teams) &&
  isSameList(a.inboxes, b.inboxes)

export const isSameList = (a: readonly number[], b: readonly number[]): boolean =>
  a.length === b.length && a.every((id, nth) => id === b[nth])

/** A version that was not given this time is the one known before. */
function directoryAfter(
  before: KnownDirectory | undefined,
  { account, readAtMs, directory }: Reading,
): KnownDirectory | undefined {
  if (directory === undefined) return undefined
  const known = before?.serverVersion ?? null
  const serverVersion = directory.serverVersion ?? known
  const changed = known !== null && serverVersion !== known ? { from: known, readAtMs } : before?.serverVersionChange
  return {
    account,
    serverVersion,
    teams: directory.teams,
    inboxes: directory.inboxes,
    readAtMs,
    ...(changed === undefined ? {} : { serverVersionChange: changed }),
  }
}
