/**
 * The CDK app: `cdk synth -c env=prod`, or without the CLI (`npm start` does)
 * `BACKDESK_ENV=dev CDK_OUTDIR=cdk.out node --import tsx infra/app.ts`.
 * `BACKDESK_PREBUILT=1` takes `.build/functions` as it is.
 */
import { App } from 'aws-cdk-lib'
import { Code } from 'aws-cdk-lib/aws-lambda'
import { bundle, bundleDir } from './bundle.ts'
import { environmentConfig, releasedAt } from './config.ts'
import { FEATURE_FLAGS } from './feature-flags.ts'
import { checkWithNag } from './nag.ts'
import { addStacks } from './stacks.ts'
import { validationSummary } from './validation-summary.ts'

const { env } = process
const app = new App({
  outdir: env.CDK_OUTDIR ?? 'cdk.out',
  context: FEATURE_FLAGS,
  analyticsReporting: false,
  autoSynth: false,
})
const name: unknown = app.node.tryGetContext('env') ?? env.BACKDESK_ENV ?? 'dev'
const release: unknown = app.node.tryGetContext('release')
const config = releasedAt(release, environmentConfig(String(name), env))

if (env.BACKDESK_PREBUILT !== '1') await bundle()
const stacks = addStacks(app, config, (functionName) => Code.fromAsset(bundleDir(functionName)))
checkWithNag(app, stacks)
app.synth()
// The command line says nothing about checks that passed.
if (env.CDK_VALIDATION !== 'false') for (const line of validationSummary(app.outdir)) console.error(line)
