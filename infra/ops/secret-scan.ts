import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { lintSource } from '@secretlint/core'
import { secretLintProfiler } from '@secretlint/profiler'
import { creator as patternRule } from '@secretlint/secretlint-rule-pattern'
import { creator as presetRecommend } from '@secretlint/secretlint-rule-preset-recommend'
import type { SecretLintCoreConfig } from '@secretlint/types'

export type Finding = { readonly file: string; readonly line: number; readonly rule: string }

/** Larger files are data or lock files; a secret in one of them is found by its small source. */
const MAX_FILE_BYTES = 1_048_576
const BINARY = new Set(['.png', '.jpg', '.gif', '.ico', '.woff2', '.gz', '.zip'])

/** Account numbers that stand for none: the local runner's, and those of AWS's own examples. */
const INVENTED_ACCOUNTS = ['000000000000', '111111111111', '111122223333', '123456789012', '222222222222']

/**
 * The recommended rules know cloud, chat and registry keys. Chatwoot's 24-character tokens have no prefix, so they are
 * found by the name they are given. Values that say themselves that they are invented are allowed.
 */
const config: SecretLintCoreConfig = {
  rules: [
    {
      id: '@secretlint/secretlint-rule-preset-recommend',
      rule: presetRecommend,
      // Key ids are not secret by themselves, but one in the tree says that its secret was near.
      rules: [
        {
          id: '@secretlint/secretlint-rule-aws',
          options: { enableIDScanRule: true, allows: INVENTED_ACCOUNTS },
        },
      ],
    },
    {
      id: '@secretlint/secretlint-rule-pattern',
      rule: patternRule,
      options: {
        patterns: [
          {
            name: 'chatwoot-token',
            patterns: [
              '/(?:api_access_token|access_token|webhook_?secret|pubsub_token|hmac_token)["\']?\\s*[:=]\\s*["\'](?![^"\']*(?:EXAMPLE|example|invented))[A-Za-z0-9]{20,64}["\']/',
            ],
          },
        ],
      },
    },
  ],
}

/**
 * secretlint takes the time of each rule on each file, which nobody asks for here, and searches all marks before for the
 * beginning of each: of two thousand files that takes thirty times as long as to look for secrets.
 */
secretLintProfiler.mark = () => undefined

/**
 * Looks for secrets in text files.
 * @param root folder the paths are relative to
 * @returns where a secret stands: file, line and rule, never the secret itself
 */
export async function scanForSecrets(root: string, files: readonly string[]): Promise<Finding[]> {
  const findings: Finding[] = []
  for (const file of files) {
    const path = join(root, file)
    const entry = await stat(path).catch(() => undefined)
    if (entry === undefined || !entry.isFile() || entry.size > MAX_FILE_BYTES || BINARY.has(extname(file))) continue
    const content = await readFile(path, 'utf8')
    const result = await lintSource({
      source: { filePath: path, content, contentType: 'text' },
      options: { config, noPhysicFilePath: true },
    })
    for (const message of result.messages)
      findings.push({ file, line: message.loc.start.line, rule: message.messageId ?? message.ruleId })
  }
  return findings
}
