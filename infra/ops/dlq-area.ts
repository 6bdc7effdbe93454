import { type Area, UsageFault } from './area.ts'
import { FILTER_OPTIONS } from './dead-letters/letter-options.ts'

const USAGE = `  dlq list [--queue NAME]                  every queue of dead letters: how many, how old, why
  dlq show --queue NAME [--id ID,ID] [--limit N] [--body]
                                           letter by letter; their text, which is customers', with --body alone
  dlq redrive --queue NAME --dry-run|--yes [--max N] [--rate N/s]
                                           sends them to where they came from (20 a second, 1000 at most); --dry-run
                                           says what each would do now, and sends none. All of a queue without --max
                                           is moved by SQS itself where it can do so
  dlq drop --queue NAME --reason-text TEXT --yes [--all] [--max N]
                                           deletes them for good; what is kept of each is written down first
  dlq history [--account SLUG] [--limit N] [--id RUN]
                                           who sent or dropped which, and how it ended; with --id what was dropped
      show, redrive and drop take [--reason CODE] [--account SLUG] [--since 2h] [--until INSTANT] [--id ID,ID].
      Ctrl-C stops between two letters: the rest lies where it lay`

/** Dead letters of every queue. */
export const dlqArea: Area = {
  usage: USAGE,
  options: {
    queue: { type: 'string' },
    reason: { type: 'string' },
    account: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    id: { type: 'string' },
    limit: { type: 'string' },
    max: { type: 'string' },
    rate: { type: 'string' },
    'reason-text': { type: 'string' },
    body: { type: 'boolean' },
    all: { type: 'boolean' },
    yes: { type: 'boolean' },
    'dry-run': { type: 'boolean' },
  },
  takes: {
    list: ['queue'],
    show: ['queue', 'limit', 'body', ...FILTER_OPTIONS],
    redrive: ['queue', 'max', 'rate', 'dry-run', 'yes', ...FILTER_OPTIONS],
    drop: ['queue', 'max', 'reason-text', 'all', 'yes', ...FILTER_OPTIONS],
    history: ['account', 'limit', 'id'],
  },
  run: async ([command = ''], values) => {
    // They stand on every worker's code, which the other areas shall not wait for.
    const { letterHistory, listLetters, showLetters } = await import('./dead-letters/look-at-letters.ts')
    const { dropLetters, redriveLetters } = await import('./dead-letters/work-on-queue.ts')
    switch (command) {
      case 'list':
        return listLetters(values)
      case 'show':
        return showLetters(values)
      case 'redrive':
        return redriveLetters(values)
      case 'drop':
        return dropLetters(values)
      case 'history':
        return letterHistory(values)
      default:
        throw new UsageFault(`unknown command: dlq ${command}`)
    }
  },
}
