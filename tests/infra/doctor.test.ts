import { expect, test } from 'vitest'
import { NEEDED_OUTPUTS } from '#infra/ops/doctor/look-at-deployment'
import { config, synthesize } from './templates.ts'

test.each(['dev', 'prod'])('the doctor asks for outputs that the stack of %s tells', (environment) => {
  const { outputs } = synthesize(config(environment))
  expect(NEEDED_OUTPUTS.filter((name) => !outputs.includes(name))).toEqual([])
})
