/** How long things are kept that must outlive each other, in days. */

/** Long enough for a long weekend's outage; shorter than the dead letters', whose clock starts at the first send. */
export const SOURCE_DAYS = 7

/** SQS's longest. Always longer than the source's: a message keeps its first send time when it moves over. */
export const DEAD_LETTER_DAYS = 14

/**
 * A message may be but a pointer to its body in S3, or the announcement of a spooled one, which EventBridge tries to
 * deliver for a day before it becomes a dead letter. The body must still be there on the dead letter's last day.
 */
export const LEAST_BODY_DAYS = DEAD_LETTER_DAYS + 2

/** What is exported is fetched and taken elsewhere: here it would outlive what it was made of, and whoever was erased since. */
export const EXPORT_DAYS = 30

/** In the bodies bucket; what lies there expires. */
export const EXPORT_PREFIX = 'exports/'
