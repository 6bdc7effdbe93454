/** Abbreviations that mean a zone and nothing else in the languages of the continent. */
export const CENTRAL_EUROPEAN_ZONES: Readonly<Record<string, string>> = {
  utc: 'UTC',
  gmt: 'UTC',
  cet: 'Europe/Berlin',
  cest: 'Europe/Berlin',
  mez: 'Europe/Berlin',
  mesz: 'Europe/Berlin',
}
