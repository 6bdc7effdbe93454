import type { Taken } from './apply-batch.ts'

/** A webhook as the archive keeps it. A body that lies in S3 already stays there: it lives as long as its line. */
export const asArchived = ({ opened: { stamp, receiptId, noted, text, bodyKey }, as }: Taken) => ({
  receiptId,
  ...stamp,
  ...noted,
  ...(bodyKey === undefined ? { body: text } : { body: null, bodyKey }),
  takenAs: as,
})
