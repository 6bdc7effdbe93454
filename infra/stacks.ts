import { type App, Tags } from 'aws-cdk-lib'
import type { Code } from 'aws-cdk-lib/aws-lambda'
import { AppStack } from './app-stack.ts'
import type { EnvironmentConfig } from './config.ts'
import { DataStack } from './data-stack.ts'
import type { FunctionName } from './functions.ts'

export type Stacks = { readonly data: DataStack; readonly app: AppStack }
export type CodeOf = (name: FunctionName) => Code

/**
 * Both stacks of one environment. What holds data lives apart from what runs, so that the app stack can be torn down
 * and deployed again without touching a conversation.
 * @param code where a function's bundle is; tests give placeholders
 */
export function addStacks(app: App, config: EnvironmentConfig, code: CodeOf): Stacks {
  const props = {
    config,
    env: {
      ...(config.account === undefined ? {} : { account: config.account }),
      ...(config.region === undefined ? {} : { region: config.region }),
    },
    terminationProtection: config.terminationProtection,
  }
  const data = new DataStack(app, `Backdesk-${config.name}-Data`, {
    ...props,
    description: `Backdesk ${config.name}: conversations, bodies, accounts and sign-in`,
  })
  const running = new AppStack(app, `Backdesk-${config.name}-App`, {
    ...props,
    description: `Backdesk ${config.name}: webhook intake, processing, events and API`,
    data,
    code,
  })
  Tags.of(app).add('application', 'backdesk')
  Tags.of(app).add('environment', config.name)
  return { data, app: running }
}
