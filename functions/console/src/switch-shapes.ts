/** Answers about switches, as docs/api/switches.md tells them. */
import type { Role } from './api-shapes.ts'

export type Off = { readonly sinceMs: number; readonly by: string; readonly reason: string }
export type ListedSwitch = {
  readonly name: string
  readonly stops: string
  readonly meanwhile: string
  readonly afterwards: string
  /** Who may turn it. */
  readonly least: Role
  /** For this account. */
  readonly off: Off | null
  readonly offForAll: Off | null
}
export type SwitchesAnswer = {
  readonly account: string
  readonly outage: Off | null
  readonly heldActions: number
  readonly items: readonly ListedSwitch[]
}
export type SwitchAnswer = { readonly account: string; readonly item: ListedSwitch }
export type SwitchTurn = {
  readonly name: string
  readonly turned: 'off' | 'on'
  readonly reason: string
  readonly by: string
  readonly atMs: number
  readonly everyAccount: boolean
}
export type TurnsAnswer = { readonly items: readonly SwitchTurn[] }
