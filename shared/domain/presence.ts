/**
 * What readings of Chatwoot make of an account's operators. Readings overtake each other, so each thing that is read is a
 * register of its own: who is there and available, and who belongs where. The later reading of a register wins, and an
 * older one changes nothing of it, in whatever order they come.
 */
import type { OperatorSeen, Reading } from './chatwoot-reading.ts'
import type { Directory, StoredOperator } from './operator.ts'

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

type Told = {
  readonly reading: Reading
  /** This reading is the latest of the register. */
  readonly newsOf: { readonly availability: boolean; readonly directory: boolean }
}

/**
 * The step to take, or null when the reading tells nothing that is news. A reading that lists nobody is taken for none:
 * an account has its administrator at least, and everybody would be gone.
 */
export function takeReading(held: Presence, reading: Reading, nowMs: number): PresenceStep | null {
  if (reading.operators.length === 0) return null
  const { mark } = held
  const availability = mark === undefined || reading.readAtMs > mark.readAtMs
  const directory = reading.directory !== undefined && reading.readAtMs > (mark?.directoryReadAtMs ?? -1)
  if (!availability && !directory) return null
  return {
    mark: {
      readAtMs: availability ? reading.readAtMs : mark.readAtMs,
      directoryReadAtMs: directory ? reading.readAtMs : (mark?.directoryReadAtMs ?? null),
    },
    operators: changedOperators(held.operators, { reading, newsOf: { availability, directory } }, nowMs),
    directory: directory ? directoryAfter(held.directory, reading) : undefined,
  }
}

function changedOperators(operators: readonly StoredOperator[], told: Told, nowMs: number): StoredOperator[] {
  const { reading, newsOf } = told
  const before = new Map(operators.map((operator) => [operator.operatorId, operator]))
  const seen = new Map(reading.operators.map((one) => [one.operatorId, one]))
  // Whom a later reading did not list, an older one does not bring back.
  const ids = newsOf.availability ? new Set([...before.keys(), ...seen.keys()]) : before.keys()
  return [...ids].flatMap((id) => {
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
  { reading, newsOf }: Told,
): Standing | undefined {
  const standing = newsOf.availability ? standingAfter(was, seen, reading) : was
  if (standing === undefined || !newsOf.directory) return standing
  // Whom the directory does not list belongs nowhere.
  return { ...standing, teams: rising(seen?.teams), inboxes: rising(seen?.inboxes) }
}

function standingAfter(
  was: StoredOperator | undefined,
  seen: OperatorSeen | undefined,
  { account, readAtMs }: Reading,
): Standing | undefined {
  const availability = seen?.availability ?? 'offline'
  const sinceMs = was?.availability === availability ? was.sinceMs : readAtMs
  if (seen !== undefined) {
    const { operatorId, name, role } = seen
    const { teams = [], inboxes = [] } = was ?? {}
    return { account, operatorId, name, role, availability, sinceMs, teams, inboxes }
  }
  return was === undefined ? undefined : { ...was, availability, sinceMs, gone: true }
}

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
