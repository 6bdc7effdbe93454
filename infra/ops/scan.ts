/** `npm run scan`: secrets in the tree, and known vulnerabilities in the dependencies. Exit code 1 when either is found. */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { type Audit, auditDependencies } from './dependency-audit.ts'
import { scanForSecrets } from './secret-scan.ts'

const USAGE = `npm run scan [-- options]

  --root DIR      the checkout to scan (default: this one)
  --staged        only the files staged for commit, and no dependency audit (the pre-commit hook)
  --no-audit      leave the dependency audit out
  --help          this text

Exit codes: 0 nothing found, 1 a secret or a high/critical advisory, 2 wrong usage.
An audit that could not be made is reported as unknown, never as clean.`

function filesOf(root: string, staged: boolean): string[] {
  const listing = staged
    ? ['diff', '--cached', '--name-only', '--diff-filter=ACMR', '-z']
    : ['ls-files', '--cached', '--others', '--exclude-standard', '-z']
  return execFileSync('git', listing, { cwd: root, encoding: 'utf8', maxBuffer: 64 << 20 })
    .split('\0')
    .filter((file) => file !== '')
}

function describeAudit(audit: Audit): string {
  switch (audit.state) {
    case 'clean':
      return 'dependency audit: clean (no high or critical advisory)'
    case 'vulnerable':
      return `dependency audit: ${audit.critical} critical, ${audit.high} high: ${audit.names.join(', ')}`
    case 'unknown':
      return `dependency audit: unknown (${audit.why})`
  }
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      root: { type: 'string', default: process.cwd() },
      staged: { type: 'boolean', default: false },
      'no-audit': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) {
    console.log(USAGE)
    return 0
  }
  const files = filesOf(values.root, values.staged)
  const isAudited = !values.staged && !values['no-audit']
  // the registry takes its time, and may as well while files are read
  const auditing = isAudited ? auditDependencies(values.root) : undefined
  const findings = await scanForSecrets(values.root, files)
  for (const { file, line, rule } of findings) console.error(`${file}:${line}  secret found (${rule})`)
  console.log(`secret scan: ${files.length} files, ${findings.length === 0 ? 'clean' : `${findings.length} found`}`)
  const audit = await auditing
  if (audit === undefined) return findings.length === 0 ? 0 : 1
  console.log(describeAudit(audit))
  return findings.length === 0 && audit.state !== 'vulnerable' ? 0 : 1
}

main().then(
  (code) => {
    process.exitCode = code
  },
  (fault: unknown) => {
    console.error(fault instanceof Error ? fault.message : fault)
    process.exitCode = 2
  },
)
