/** How a fact lies in its item: points as short texts, because a map's names would weigh more than what they name. */
import type { Fact, Owed, Point, StoredFact } from '#domain/analytics/fact'
import { localHour } from '#domain/analytics/local-hour'
import { MEASURES, type Measure } from '#domain/analytics/measures'
import { dateOf } from '#domain/local-date'
import { expiresAtS } from './expiry.ts'
import { FACT_SK, factPk, openedKey, openedSk } from './insight-keys.ts'

type Item = Readonly<Record<string, unknown>>

/** Kept for `factDays` after the newest event. */
export function toFactItem({ fact, revision, owed }: StoredFact, factDays: number): Item {
  const { account, conversationId, points, beside, progress, timeZone } = fact
  const { openedAtMs } = progress
  return {
    ...fact,
    pk: factPk(account, conversationId),
    sk: FACT_SK,
    points: points.map(textOf),
    beside: beside.map(textOf),
    revision,
    ...(owed.length === 0 ? {} : { owed }),
    ...(openedAtMs === null
      ? {}
      : {
          openedKey: openedKey(account, dateOf(localHour(openedAtMs, timeZone).day)),
          openedSk: openedSk(conversationId),
        }),
    expiresAt: expiresAtS(fact.asOfMs, factDays),
  }
}

/** Only `toFactItem` makes these items. @throws Error for any other. */
export function fromFactItem(item: Item): StoredFact {
  const { pk: _pk, sk: _sk, openedKey: _key, openedSk: _opened, expiresAt: _at, ...fields } = item
  const { revision, owed = [], ...rest } = { excluded: [], ...fields } as Item
  if (typeof revision !== 'number' || !Array.isArray(rest.points) || !Array.isArray(rest.beside))
    throw new Error('Stored fact: the item is none')
  const fact = { ...(rest as unknown as Fact), points: rest.points.map(pointIn), beside: rest.beside.map(pointIn) }
  return { fact, revision, owed: owed as readonly Owed[] }
}

const textOf = ({ measure, day, hour, value, teamId, operatorId, of }: Point): string =>
  [measure, day, hour, value, teamId ?? '', operatorId ?? '', of ?? ''].join('|')

function pointIn(text: unknown): Point {
  const [measure = '', day, hour, value, teamId, operatorId, ...of] = String(text).split('|')
  if (!(measure in MEASURES)) throw new Error('Stored fact: a point of an unknown measure')
  const name = of.join('|')
  return {
    measure: measure as Measure,
    day: Number(day),
    hour: Number(hour),
    value: Number(value),
    teamId: teamId === '' ? null : Number(teamId),
    operatorId: operatorId === '' ? null : Number(operatorId),
    of: name === '' ? null : name,
  }
}
