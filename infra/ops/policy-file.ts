/** Policy documents in files: read, judged, and told about. */
import { readFileSync } from 'node:fs'
import { type Checked, checkPolicy, POLICY_KINDS, type PolicyDocuments, type PolicyKind } from '#policies/check-policy'
import { parsedJson } from '#runtime/json'
import { type Answer, givenText, isSet, UsageFault, type Values, wantedText } from './area.ts'

type AnyDocument = PolicyDocuments[PolicyKind]

/** @throws UsageFault when the option is missing or no kind. */
export function kindOf(values: Values): PolicyKind {
  if (isSet(values, 'routing')) {
    if (givenText(values, 'kind') !== undefined)
      throw new UsageFault('--routing is short for --kind routing: give one of both')
    return 'routing'
  }
  const given = wantedText(values, '--kind sla|escalation|routing')
  const kind = POLICY_KINDS.find((known) => known === given)
  if (kind === undefined) throw new UsageFault(`--kind must be ${POLICY_KINDS.join(', ')}`)
  return kind
}

/** The document in the file named by `--file`, judged. @throws UsageFault when there is no such file. */
export function readPolicyFile(kind: PolicyKind, values: Values): Checked<AnyDocument> {
  const raw = parsedJson(textIn(wantedText(values, '--file FILE')))
  if (raw === undefined) return { ok: false, problems: [{ path: 'document', message: 'is no JSON' }] }
  return checkPolicy(kind, raw)
}

function textIn(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    throw new UsageFault(`--file ${file} cannot be read: ${why}`)
  }
}

/** What is said of a judged document; exit code 1 when it is not in order. */
export function judged(checked: Checked<AnyDocument>): Answer {
  const found = checked.ok ? checked.notes : checked.problems
  const lines = found.map(({ path, message }) => `${path}: ${message}`)
  if (!checked.ok) return { text: lines.join('\n'), json: { ok: false, problems: found, notes: [] }, exitCode: 1 }
  const text = ['The document is in order.', ...lines.map((line) => `note: ${line}`)].join('\n')
  return { text, json: { ok: true, problems: [], notes: found } }
}
