/**
 * Runs in a process of its own, started by `synthesize.ts`: bundles while the CDK's modules load, then runs the app.
 */

import { bundle } from '../bundle.ts'
import { lockFolder } from './folder-lock.ts'

const unlock = await lockFolder('.build')
process.on('exit', unlock)
process.env.BACKDESK_PREBUILT = '1'
const loading = Promise.all([import('aws-cdk-lib'), import('../stacks.ts'), import('../nag.ts')])
await bundle()
process.send?.('bundled')
await loading
await import('../app.ts')
process.send?.('synthesized')
process.disconnect?.()
