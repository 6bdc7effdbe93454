import { ACTION_VERBS, type ActionVerb } from './action.ts'

/**
 * Everything that can be switched off while Backdesk runs, of an account or of all. What is not switched off is on.
 * Taking webhooks in has no switch: Chatwoot tells of a change once, so what is not taken is lost. To hold up what comes
 * after it, there is `npm run ops -- pause`.
 */
export type Switch = {
  readonly name: SwitchName
  readonly stops: string
  /** What happens instead: what people and the desk can count on while it is off. */
  readonly meanwhile: string
  /** What becomes of what came up meanwhile. */
  readonly afterwards: string
}

const CAPABILITIES = [
  'outage',
  'act',
  'act.read',
  'route',
  'sla',
  'escalate',
  'draft',
  'review',
  'review.note',
  'autonomy',
  'presence',
  'reconcile',
  'canary',
  'suggest',
  'report',
  'archive',
  'grade',
  'embed',
] as const
export type Capability = (typeof CAPABILITIES)[number]
export type SwitchName = Capability | `act.${ActionVerb}`

/** Outage mode: what is done to Chatwoot waits, nobody is paged, and the time is recorded as an outage. */
export const OUTAGE = 'outage' satisfies SwitchName
/** Switches under which Backdesk does not do what it promised: their times are recorded as outages. */
export const MARKS_OUTAGES: readonly SwitchName[] = [OUTAGE, 'sla']
export const REASON_CHARACTERS = 200

const WORDS: Readonly<Record<Capability, Omit<Switch, 'name'>>> = {
  outage: {
    stops: 'Everything that Backdesk does in Chatwoot, all pages about conversations, and routing.',
    meanwhile:
      'Webhooks are taken, the queue is current and clocks run. Actions are held, escalations and breaches call nobody, and the time is recorded as an outage. People work in plain Chatwoot.',
    afterwards:
      'Held actions are released a few a minute, those of the conversation with the least time left first. What still stands is paged, grouped by team. Routing decides anew.',
  },
  act: {
    stops: 'Every action in Chatwoot (notes, assignments, labels, states, approved replies), and reading from it.',
    meanwhile:
      'Actions are not done and not kept: they end as superseded, with the code switched_off. People work in plain Chatwoot.',
    afterwards: 'What was asked for meanwhile is not made up for: people have moved on.',
  },
  'act.read': {
    stops: 'Reading from Chatwoot: who is there, and what webhooks did not tell.',
    meanwhile:
      'Operators and teams stay as they were read last, and grow stale. Nothing is reconciled. Webhooks go on.',
    afterwards: 'The next minute reads anew; reconciling goes on from where it stood.',
  },
  route: {
    stops: 'Deciding who gets a conversation, and taking conversations back.',
    meanwhile: 'Conversations stay with whoever has them, or with nobody; people assign in plain Chatwoot.',
    afterwards: 'Within a minute everything that waits is looked at anew.',
  },
  sla: {
    stops: 'Telling of warnings, breaches, due promises and the next rung of an escalation when their time comes.',
    meanwhile:
      'Clocks run on, and due times in the queue are right. Nothing is announced, but by a change of the conversation itself. The time is recorded as an outage.',
    afterwards:
      'Within a minute what is due is announced, with the instant at which it was due. Breaches of that time can be excused.',
  },
  escalate: {
    stops: 'What escalations, breaches and forecasts bring about: notes, assignments and pages. The weekly drill too.',
    meanwhile: 'Escalations are raised and can be acknowledged in the console. Nobody is called.',
    afterwards:
      'What still stands is performed within two minutes, grouped by team. What was taken or has ended calls nobody.',
  },
  draft: {
    stops: 'Writing drafts of replies, and taking those that other programs propose on the bus.',
    meanwhile:
      'Nobody is offered a reply. Drafts that are there can be edited and approved; those proposed by the API still come in.',
    afterwards: 'It goes on with the next customer who begins to wait. What was proposed meanwhile is not made up for.',
  },
  review: {
    stops:
      'Ending drafts that the customer has overtaken, telling of those that nobody decides on, their notes in Chatwoot, and learning from them.',
    meanwhile:
      'Drafts can be decided on, and whether the customer has written since is asked before each approval and each reply. What a person approves is sent.',
    afterwards: 'Within two minutes everything that came up is looked at as it stands by then.',
  },
  'review.note': {
    stops: 'Private notes in Chatwoot that show a draft and where to decide on it.',
    meanwhile: 'Drafts wait in the console alone.',
    afterwards: 'New drafts are shown again; those of this time are not made up for.',
  },
  autonomy: {
    stops: 'Approving drafts by the policy alone, where that has been earned.',
    meanwhile:
      'A person decides on every draft. What a policy had approved and is not with the customer yet is not sent, and ends as voided.',
    afterwards: 'It goes on with the next draft that comes in. What people have graded meanwhile counts.',
  },
  presence: {
    stops: 'Asking Chatwoot who is there.',
    meanwhile:
      'Operators stay as they were read last. After some minutes routing takes nobody for present that it cannot see.',
    afterwards: 'The next minute asks anew.',
  },
  reconcile: {
    stops: 'Comparing Chatwoot with what webhooks have told.',
    meanwhile: 'What Chatwoot did not tell stays unknown. Webhooks go on.',
    afterwards: 'It goes on from its last checkpoint, and finds what changed meanwhile.',
  },
  grade: {
    stops: 'Grading what was resolved, and drawing conversations for reviewers.',
    meanwhile: 'Nothing is read from Chatwoot to be graded. What was graded before can be reviewed and disputed.',
    afterwards:
      'What is resolved from then on is graded. What was resolved meanwhile has no grade, and is in no figure.',
  },
  canary: {
    stops: 'The test message that measures the way from Chatwoot to here.',
    meanwhile: 'Silence is told by missing webhooks alone. The canary raises no alarm.',
    afterwards: 'It goes on with the next message.',
  },
  suggest: {
    stops:
      'Reading articles of the Help Center, building the index that suggestions are made by, suggesting articles for whoever waits, and learning from links that were sent.',
    meanwhile:
      'The API suggests by the index as it is; articles that change meanwhile are not known. Nothing is suggested by itself.',
    afterwards:
      'Within five minutes articles are listed anew. Who waited meanwhile gets no suggestion, and links of that time teach nothing.',
  },
  report: {
    stops: 'Making the weekly report and telling people of it.',
    meanwhile: 'No report is made by itself. One can be made by hand: npm run ops -- report make.',
    afterwards: 'Within a quarter of an hour last week’s report is made, if it is due and there is none.',
  },
  embed: {
    stops: 'Showing the tile to those who do not sign in, in frames and as JSON.',
    meanwhile: 'Embedded tiles say that they are closed. The console and /v1/tile go on.',
    afterwards: 'Addresses that were given out before open again, unless they have expired or were closed meanwhile.',
  },
  archive: {
    stops: 'Keeping raw webhooks for replays.',
    meanwhile: 'Webhooks are taken and worked off as ever. Those of this time cannot be replayed later.',
    afterwards: 'It goes on with the next webhook; the gap stays.',
  },
}

const CALLED: Readonly<Record<ActionVerb, string>> = {
  add_note: 'Private notes in Chatwoot.',
  assign_team: 'Assigning conversations to teams.',
  assign_operator: 'Assigning conversations to operators.',
  unassign_operator: 'Taking conversations from operators.',
  set_priority: 'Setting priorities.',
  add_label: 'Adding labels.',
  remove_label: 'Taking labels away.',
  set_status: 'Opening, snoozing and resolving conversations.',
  set_custom_attributes: 'Setting custom attributes of conversations.',
  send_public_reply: 'Sending approved replies to customers.',
  update_article: 'Changing articles of the Help Center as approved.',
  create_article: 'Writing approved articles into the Help Center, as drafts.',
  archive_article: 'Putting articles of the Help Center away as approved, and bringing them back.',
}

/** In the order people are shown them. */
export const SWITCHES: readonly Switch[] = CAPABILITIES.flatMap((name): Switch[] => {
  const entry = { name, ...WORDS[name] }
  if (name !== 'act') return [entry]
  const { meanwhile, afterwards } = WORDS.act
  return [
    entry,
    ...ACTION_VERBS.map((verb) => ({ name: `act.${verb}` as const, stops: CALLED[verb], meanwhile, afterwards })),
  ]
})

export const switchNamed = (name: string): Switch | undefined => SWITCHES.find((one) => one.name === name)
