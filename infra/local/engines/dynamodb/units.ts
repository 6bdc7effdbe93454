import { db, type IndexDescription, type TableDescription } from './dynalite.ts'
import type { Item, Units } from './engine.ts'
import { itemBytes, sameItem } from './item.ts'
import type { Change } from './sorted-map.ts'

const WRITE_UNIT_BYTES = 1024

const writeUnits = (item: Item): number => Math.max(1, Math.ceil(itemBytes(item) / WRITE_UNIT_BYTES))

/** Write units of one change as DynamoDB bills them: the larger image in the table, and each index entry it touches. */
export function unitsOfChange({ old, now }: Change, table: TableDescription): number {
  let units = Math.max(old ? writeUnits(old) : 1, now ? writeUnits(now) : 1)
  for (const index of table.GlobalSecondaryIndexes ?? [])
    units += unitsOfEntry(entry(old, index, table), entry(now, index, table))
  return units
}

type IndexEntry = { readonly key: string; readonly item: Item }

function entry(item: Item | undefined, index: IndexDescription, table: TableDescription): IndexEntry | undefined {
  const names = index.KeySchema.map((k) => k.AttributeName)
  if (item === undefined || names.some((name) => item[name] === undefined)) return undefined
  const key = db.createIndexKey(item, table, index.KeySchema)
  if (index.Projection.ProjectionType === 'ALL') return { key, item }
  const projected = [
    ...names,
    ...table.KeySchema.map((k) => k.AttributeName),
    ...(index.Projection.NonKeyAttributes ?? []),
  ]
  const members = projected.flatMap((name) => (item[name] === undefined ? [] : [[name, item[name]] as const]))
  return { key, item: Object.fromEntries(members) }
}

function unitsOfEntry(old: IndexEntry | undefined, now: IndexEntry | undefined): number {
  if (!old) return now ? writeUnits(now.item) : 0
  if (!now) return writeUnits(old.item)
  if (old.key !== now.key) return writeUnits(old.item) + writeUnits(now.item)
  return sameItem(old.item, now.item) ? 0 : Math.max(writeUnits(old.item), writeUnits(now.item))
}

/** Units consumed per table since the last reset. */
export class UnitMeter {
  readonly #units = new Map<string, { read: number; write: number }>()

  addRead(table: string, units: number): void {
    this.#of(table).read += units
  }

  addWrite(table: string, units: number): void {
    this.#of(table).write += units
  }

  of(table: string): Units {
    return { ...this.#of(table) }
  }

  reset(): void {
    this.#units.clear()
  }

  #of(table: string): { read: number; write: number } {
    const known = this.#units.get(table)
    if (known) return known
    const fresh = { read: 0, write: 0 }
    this.#units.set(table, fresh)
    return fresh
  }
}
