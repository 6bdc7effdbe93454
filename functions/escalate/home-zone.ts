import type { SlaDocument } from '#domain/sla-policy'

/** Where the people of an account work: times are told by its clocks. */
export const homeZone = ({ calendars, homeCalendar }: SlaDocument): string => calendars[homeCalendar]?.timeZone ?? 'UTC'
