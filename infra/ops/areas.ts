import { accountsArea } from './accounts-area.ts'
import { analyticsArea } from './analytics-area.ts'
import { approvalsArea } from './approvals-area.ts'
import type { Area } from './area.ts'
import { autonomyArea } from './autonomy-area.ts'
import { canaryArea } from './canary-area.ts'
import { chatwootArea } from './chatwoot-area.ts'
import { dlqArea } from './dlq-area.ts'
import { doctorArea } from './doctor/doctor-area.ts'
import { eraseContactArea } from './erase/erase-contact-area.ts'
import { escalationsArea } from './escalations-area.ts'
import { happeningsArea } from './happenings-area.ts'
import { knowledgeArea } from './knowledge-area.ts'
import { pauseArea, resumeArea } from './pause-area.ts'
import { policyArea } from './policy-area.ts'
import { reconcileArea } from './reconcile-area.ts'
import { releaseArea } from './release-area.ts'
import { replayArea } from './replay-area.ts'
import { reportArea } from './report-area.ts'
import { routingArea } from './routing-area.ts'
import { shadowArea } from './shadow-area.ts'
import { signalsArea } from './signals-area.ts'
import { switchArea } from './switch-area.ts'
import { targetsArea } from './targets-area.ts'
import { tileArea } from './tile-area.ts'
import { registerWebhookArea } from './webhooks/register-webhook-area.ts'

/** The areas of `npm run ops -- <area> <command>`, in the order the help shows them. */
export const AREAS: Readonly<Record<string, Area>> = {
  doctor: doctorArea,
  accounts: accountsArea,
  chatwoot: chatwootArea,
  'register-webhook': registerWebhookArea,
  policy: policyArea,
  routing: routingArea,
  escalations: escalationsArea,
  targets: targetsArea,
  reconcile: reconcileArea,
  knowledge: knowledgeArea,
  analytics: analyticsArea,
  happenings: happeningsArea,
  canary: canaryArea,
  approvals: approvalsArea,
  autonomy: autonomyArea,
  switch: switchArea,
  pause: pauseArea,
  resume: resumeArea,
  dlq: dlqArea,
  release: releaseArea,
  'erase-contact': eraseContactArea,
  signals: signalsArea,
  report: reportArea,
  tile: tileArea,
  replay: replayArea,
  shadow: shadowArea,
}
