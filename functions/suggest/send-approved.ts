import { changeOf } from '#domain/article-changes'
import type { LookDeps } from './look-at-articles.ts'

/** Sends what was approved on its way, and looks how what is on its way has ended. */
export async function sendApproved(account: string, deps: LookDeps): Promise<void> {
  for (const id of await deps.proposals.todo(account)) {
    const key = { account, id }
    const proposal = await deps.proposals.get(key)
    const change = proposal === undefined ? null : changeOf(proposal)
    if (change !== null) {
      const state = await deps.requestChange(change)
      if (state === 'queued' || state === 'held') continue
      // act has told its own reason, if it had one; whoever was switched off or had no token had none
      await deps.proposals.noteEnd(key, { state: 'refused', code: 'not_done', updatedAt: null })
    }
    await deps.proposals.done(key)
  }
}
