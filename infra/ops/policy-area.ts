import type { PolicyKind } from '#policies/check-policy'
import { type Answer, type Area, UsageFault, type Values } from './area.ts'
import { judged, kindOf, readPolicyFile } from './policy-file.ts'
import { listVersions, previewDraft, showDifferences, showPolicy } from './policy-reading.ts'
import { activate, rollBack } from './policy-writing.ts'
import { replayDraft } from './replay-draft.ts'
import { replayRoutingDraft } from './replay-routing-draft.ts'

const USAGE = `  policy validate --kind sla|escalation|routing|drafts --file FILE
                                           whether the document is in order; asks nobody, exit code 1 if it is not
  policy show --kind KIND [--version N]    what is in force, or a stored version; --json has the document
  policy list --kind KIND                  stored versions, newest first
  policy diff --kind KIND --file FILE      what the document changes against the one in force
  policy preview --kind KIND --file FILE | --version N
                                           what it would do to open conversations now
  policy replay --kind KIND|--routing --file FILE --since 7d [--limit N]
                                           what it would have done: told over the ledgers of the conversations that
                                           were alive since then (m, h, d or w), beside what is in force;
                                           --routing is short for --kind routing
  policy activate --kind KIND --file FILE | --version N --reason TEXT
                                           checks, stores and puts in force, in one go
  policy rollback --kind KIND --reason TEXT
                                           puts what was in force before in force again
                                           All but validate take --account SLUG; it may be left out if there is one`

/** SLA, escalation and routing policies, straight at the table: an AWS sign-in that may write it is admin enough. */
export const policyArea: Area = {
  usage: USAGE,
  options: {
    account: { type: 'string' },
    kind: { type: 'string' },
    file: { type: 'string' },
    version: { type: 'string' },
    reason: { type: 'string' },
    since: { type: 'string' },
    limit: { type: 'string' },
    routing: { type: 'boolean' },
  },
  takes: {
    validate: ['kind', 'file'],
    show: ['account', 'kind', 'version'],
    list: ['account', 'kind'],
    diff: ['account', 'kind', 'file'],
    preview: ['account', 'kind', 'file', 'version'],
    replay: ['account', 'kind', 'file', 'since', 'limit', 'routing'],
    activate: ['account', 'kind', 'file', 'version', 'reason'],
    rollback: ['account', 'kind', 'reason'],
  },
  run: async ([command = ''], values) => {
    const kind = () => kindOf(values)
    switch (command) {
      case 'validate':
        return judged(readPolicyFile(kind(), values))
      case 'show':
        return showPolicy(kind(), values)
      case 'list':
        return listVersions(kind(), values)
      case 'diff':
        return showDifferences(kind(), values)
      case 'preview':
        return previewDraft(kind(), values)
      case 'replay':
        return replayOf(kind(), values)
      case 'activate':
        return activate(kind(), values)
      case 'rollback':
        return rollBack(kind(), values)
      default:
        throw new UsageFault(`unknown command: policy ${command}`)
    }
  },
}

function replayOf(kind: PolicyKind, values: Values): Promise<Answer> {
  if (kind === 'drafts' || kind === 'quality')
    throw new UsageFault(`${kind} cannot be replayed: texts are read and forgotten`)
  return kind === 'routing' ? replayRoutingDraft(values) : replayDraft(kind, values)
}
