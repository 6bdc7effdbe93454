import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

const report = z.object({
  pluginReports: z.array(
    z.object({
      pluginName: z.string(),
      conclusion: z.string(),
      suppressedViolations: z.array(z.object({ violatingConstructs: z.array(z.unknown()) })).default([]),
    }),
  ),
})

/** One line per checker that ran over the stacks in `outdir`; a failure has ended the synthesis before this. */
export function validationSummary(outdir: string): string[] {
  const { pluginReports } = report.parse(JSON.parse(readFileSync(join(outdir, 'validation-report.json'), 'utf8')))
  return pluginReports.map(({ pluginName, conclusion, suppressedViolations }) => {
    const argued = suppressedViolations.reduce((sum, { violatingConstructs }) => sum + violatingConstructs.length, 0)
    return `${pluginName}: ${conclusion}${argued > 0 ? `, ${argued} findings argued in infra/nag.ts` : ''}`
  })
}
