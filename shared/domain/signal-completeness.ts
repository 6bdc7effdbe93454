/** Whether every approval that ended left a signal, a day. Ends are counted by who publishes them, signals by who records. */
export type SignalDay = {
  /** yyyy-mm-dd, UTC: of the ends. */
  readonly day: string
  readonly ended: number
  /** Signals of those ends. */
  readonly recorded: number
  /** recorded / ended, 0 to 1; null where none ended: no data is not a hundred percent. */
  readonly share: number | null
}

export function signalDay(
  day: string,
  { ended, recorded }: { readonly ended: number; readonly recorded: number },
): SignalDay {
  // A signal may be there before the end of its approval was published.
  return { day, ended, recorded, share: ended === 0 ? null : Math.min(1, recorded / ended) }
}

/** Of several days together; null where none of them had an end. */
export function completenessOf(days: readonly SignalDay[]): {
  readonly share: number | null
  readonly ended: number
  readonly missing: number
} {
  const ended = days.reduce((sum, day) => sum + day.ended, 0)
  const recorded = days.reduce((sum, day) => sum + Math.min(day.ended, day.recorded), 0)
  return { share: ended === 0 ? null : recorded / ended, ended, missing: ended - recorded }
}
