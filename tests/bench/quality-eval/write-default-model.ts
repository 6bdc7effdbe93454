/** The model that ships, as a source file: figures by name, no text. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import type { QualityModel } from '#text/quality/quality-model'

const FILE = 'shared/text/quality/default-model.ts'

export function writeDefaultModel(model: QualityModel): void {
  const source = `/**
 * Written by \`npm run eval:quality -- --write-default\`. Weights of named figures alone: no word of what was learnt from is in
 * here but the lists of sign-words.ts, which were written by hand.
 */
import type { QualityModel } from './quality-model.ts'

export const DEFAULT_QUALITY_MODEL: QualityModel = ${JSON.stringify(model)}
`
  writeFileSync(FILE, source)
  execFileSync('npx', ['biome', 'check', '--write', FILE], { stdio: 'inherit' })
}
