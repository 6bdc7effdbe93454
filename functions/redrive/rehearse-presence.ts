import { performPresence } from '#functions/presence/perform-presence'
import { accountRegistry } from '#store/accounts'
import { watchedCanary } from '#store/canary'
import { operatorStore } from '#store/operators'
import { switchBook, switchStore } from '#store/switches'
import type { Rehearser } from './rehearse.ts'
import { CALM, onPaper } from './world.ts'

/** Word of who is there. What was read later has overtaken it, as a rule. */
export const rehearsePresence: Rehearser = (stage) => {
  const { watch, now } = stage
  const table = onPaper(stage)
  const operators = operatorStore(table)
  const switches = switchBook(switchStore(table), { now, onFault: (error) => watch.log.fault('switches', error) })
  return {
    work: (messages) =>
      performPresence(messages, {
        ...CALM,
        now,
        isOff: (account) => switches.isOff(account, 'presence'),
        accounts: accountRegistry(table).list,
        ...operators,
        async commit(account, held, step) {
          const committed = await operators.commit(account, held, step)
          if (committed === 'committed') watch.would(`notes how ${step.operators.length} operators are`)
          return committed
        },
        canary: watchedCanary(table),
        sendCanary: async () => watch.would('asks for a note of the canary'),
        request: async () => watch.would('asks for a new reading'),
        count: watch.count,
        gauge: watch.gauge,
        log: watch.log,
      }),
    effectOf: ({ does }) => ({ effect: does.length > 0 ? 'applies' : 'nothing_new', code: null, does }),
  }
}
