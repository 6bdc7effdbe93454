import type { SlaDocument } from './sla-policy.ts'

/** Where the people of an account work: times are told by its clocks. */
export const homeZone = ({ calendars, homeCalendar }: SlaDocument): string => calendars[homeCalendar]?.timeZone ?? 'UTC'
