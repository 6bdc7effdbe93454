import { execFile } from 'node:child_process'

export type Audit =
  | { readonly state: 'clean' }
  | { readonly state: 'vulnerable'; readonly high: number; readonly critical: number; readonly names: string[] }
  /** The registry gave no answer we can read: not the same as clean. */
  | { readonly state: 'unknown'; readonly why: string }

const AUDIT_TIMEOUT_MS = 60_000

/** `npm audit` of what is deployed and of what builds it. High and critical advisories count. */
export function auditDependencies(root: string): Promise<Audit> {
  return new Promise((resolve) => {
    execFile(
      'npm',
      ['audit', '--json'],
      { cwd: root, timeout: AUDIT_TIMEOUT_MS, maxBuffer: 64 << 20 },
      (fault, stdout) => resolve(readAudit(stdout, fault?.killed === true)),
    )
  })
}

/** @param stdout what `npm audit --json` printed; its exit code says nothing that the report does not. */
export function readAudit(stdout: string, timedOut = false): Audit {
  if (timedOut) return { state: 'unknown', why: `no answer within ${AUDIT_TIMEOUT_MS / 1000} s` }
  let report: unknown
  try {
    report = JSON.parse(stdout)
  } catch {
    return { state: 'unknown', why: 'npm audit printed no JSON' }
  }
  if (typeof report !== 'object' || report === null) return { state: 'unknown', why: 'npm audit printed no report' }
  const { message, metadata, vulnerabilities } = report as {
    message?: string
    metadata?: { vulnerabilities?: { high?: number; critical?: number } }
    vulnerabilities?: Record<string, { severity?: string }>
  }
  const counts = metadata?.vulnerabilities
  if (counts === undefined) return { state: 'unknown', why: message ?? 'the registry has no audit endpoint' }
  const high = counts.high ?? 0
  const critical = counts.critical ?? 0
  if (high + critical === 0) return { state: 'clean' }
  const names = Object.entries(vulnerabilities ?? {})
    .filter(([, v]) => v.severity === 'high' || v.severity === 'critical')
    .map(([name]) => name)
  return { state: 'vulnerable', high, critical, names }
}
