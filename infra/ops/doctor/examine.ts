import { type Check, type Line, type Looked, unknown } from './finding.ts'

export type ExamineOptions = {
  /** Of one check. */
  readonly limitMs: number
  /** A check has ended, so many of all. */
  readonly onEnded: (ended: number, of: number) => void
}

/** Looks at everything side by side. Never throws: what cannot be looked at is unknown, and hides nothing else. */
export async function examine(checks: readonly Check[], options: ExamineOptions): Promise<readonly Line[]> {
  let ended = 0
  const lines = await Promise.all(
    checks.map(async (check) => {
      const looked = await lookAt(check, options.limitMs)
      options.onEnded(++ended, checks.length)
      return looked.map((one): Line => ({ ...one, name: check.name, account: check.account }))
    }),
  )
  return lines.flat()
}

async function lookAt(check: Check, limitMs: number): Promise<readonly Looked[]> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<readonly Looked[]>((resolve) => {
    timer = setTimeout(() => resolve([unknown('timed_out', `no answer within ${limitMs / 1000} s`)]), limitMs)
  })
  try {
    return await Promise.race([check.look(), late])
  } catch (error) {
    return [asUnknown(error)]
  } finally {
    clearTimeout(timer)
  }
}

const DENIED =
  /^(AccessDenied|AccessDeniedException|AuthorizationError|AuthorizationErrorException|UnauthorizedOperation|AccessDeniedError)$/
const WORD_CHARACTERS = 200

/** A missing right names itself in the message of AWS: `... is not authorized to perform: sqs:GetQueueAttributes on ...`. */
export function asUnknown(error: unknown): Looked {
  const { name, message } = error instanceof Error ? error : new Error(String(error))
  if (DENIED.test(name)) {
    const right = /perform:? ([A-Za-z0-9-]+:[A-Za-z0-9]+)/.exec(message)?.[1]
    return unknown(
      'right_missing',
      `your credentials may not look at this${right === undefined ? '' : `: they lack ${right}`}`,
      right === undefined ? 'Ask with credentials that may read' : `Ask with credentials that have ${right}`,
    )
  }
  return unknown('not_looked_at', `${name}: ${message.slice(0, WORD_CHARACTERS)}`)
}
