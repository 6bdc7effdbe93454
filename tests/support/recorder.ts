import type { Log, LogFields } from '#runtime/log'

export type LogLine = {
  readonly level: string
  readonly code: string
  readonly fields: LogFields
  readonly error?: unknown
}

/** A log and a counter that remember. */
export function recorder() {
  const lines: LogLine[] = []
  const counts: Record<string, number> = {}
  const log: Log = {
    info: (code, fields = {}) => lines.push({ level: 'info', code, fields }),
    warn: (code, fields = {}) => lines.push({ level: 'warn', code, fields }),
    error: (code, fields = {}) => lines.push({ level: 'error', code, fields }),
    fault: (code, error, fields = {}) => lines.push({ level: 'error', code, fields, error }),
  }
  return {
    log,
    lines,
    counts,
    codes: (): string[] => lines.map(({ code }) => code),
    count(name: string, by = 1): void {
      counts[name] = (counts[name] ?? 0) + by
    },
  }
}
