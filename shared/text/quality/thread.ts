/** A conversation as its quality is read: who said what when, in order, without notes and activity. */

export type QualityTurn = {
  readonly role: 'customer' | 'operator'
  /** Tells operators apart; any text. */
  readonly speaker: string
  readonly atMs: number
  readonly text: string
}
export type QualityThread = readonly QualityTurn[]
