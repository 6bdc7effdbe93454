import { expect, test } from 'vitest'
import { ABOUT_QUEUES, deadLetterQueues } from '#domain/dead-letter-queues'
import { canRehearse } from '#functions/redrive/rehearse'
import { config, synthesize } from './templates.ts'

const synthesized = synthesize(config('prod'))
const { outputs } = synthesized
const queues = deadLetterQueues(Object.fromEntries(outputs.map((name) => [name, name])))

test('every queue that holds dead letters is found by the command line, and told of', () => {
  const holding = synthesized
    .ofType('AWS::SQS::Queue')
    .filter(({ Properties }) => Properties.RedrivePolicy === undefined)
  expect(queues).toHaveLength(holding.length)
  expect(queues.map(({ name }) => name).sort()).toEqual(Object.keys(ABOUT_QUEUES).sort())
})

test('what can be sent again has a queue to go to and a dry run; only records of the stream cannot', () => {
  const stuck = queues.filter(({ sourceUrl }) => sourceUrl === null).map(({ name }) => name)
  expect(stuck).toEqual(['publish'])
  expect(queues.filter(({ name }) => !canRehearse(name)).map(({ name }) => name)).toEqual(['publish'])
})
