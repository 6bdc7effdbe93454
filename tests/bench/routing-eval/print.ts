/** Figures as people read them. */
import type { ChatRow } from './chats.ts'
import type { Figures } from './figures.ts'
import type { LanguageRow } from './languages.ts'
import type { Done } from './run-scenario.ts'

const percent = (share: number | null): string => (share === null ? '-' : (100 * share).toFixed(1))

const tableRow = (method: string, figures: Figures) => ({
  method,
  'accuracy %': percent(figures.accuracy),
  'macro-F1 %': percent(figures.macroF1),
  'AUC in/out': figures.auc === null ? '-' : figures.auc.toFixed(3),
  'refused % at 90 % kept': percent(figures.refusedAt90),
})

export function printScenario({ name, ours, anchors, curve, costs, repeated }: Done): void {
  console.log(`\n${name} (${ours.count} tried)`)
  console.table([...anchors.map(({ method, figures }) => tableRow(method, figures)), tableRow('Backdesk', ours)])
  const points = curve.map(
    ({ atLeastPercent, answered, right }) => `${atLeastPercent}: ${percent(answered)}/${percent(right)}`,
  )
  console.log(`  abstention, at least: answered %/right %   ${points.join('   ')}`)
  if (repeated > 0) console.log(`  ${repeated} of the texts tried were also taught, word for word`)
  for (const { topics, kilobytes, trainSeconds, loadMs, predictMs } of costs)
    console.log(
      `  model of ${topics} topics: ${kilobytes.toFixed(0)} KB, trained in ${trainSeconds.toFixed(1)} s, loaded in ${loadMs.toFixed(0)} ms, ${predictMs.toFixed(2)} ms a text`,
    )
}

export function printChats(name: string, { rows, kilobytes }: { rows: readonly ChatRow[]; kilobytes: number }): void {
  console.log(`\n${name} (model ${kilobytes.toFixed(0)} KB)`)
  console.table(
    rows.map(({ after, judged, accuracy, joined }) => ({
      after,
      'can be judged %': percent(judged),
      'right % of all': percent(accuracy),
      'turns joined, Backdesk': percent(joined?.ours ?? null),
      'turns joined, TF-IDF, logistic': percent(joined?.anchor ?? null),
    })),
  )
}

export function printLanguages(languages: readonly LanguageRow[]): void {
  console.log('\nsumo-topics, language (one in ten is labelled by its forum and written in English)')
  console.table(
    languages.map(({ characters, told, right }) => ({
      'first characters': characters,
      'told %': percent(told),
      'right % of these': percent(right),
    })),
  )
}
