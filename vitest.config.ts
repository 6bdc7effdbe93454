import { defineConfig } from 'vitest/config'

const TESTS = '*.{test,spec}.ts'
const below = (...folders: readonly string[]): string[] => folders.map((folder) => `${folder}/**/${TESTS}`)

/**
 * What they change or look at belongs to a whole process, and is nobody else's: classes of the SDK, globals, and whether
 * zod has a language, which it has once anybody has loaded all of it.
 */
const ALONE = [
  'tests/unit/store/query-items.test.ts',
  'tests/unit/functions/draft/bedrock.test.ts',
  'tests/unit/api/console/session.test.ts',
  'tests/unit/api/http-body.test.ts',
]

const COMMON = {
  // aws-cdk-lib's WASM template validator costs seconds a process; `npm run synth` runs it instead.
  env: { CDK_VALIDATION: 'false', AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true', AWS_REGION: 'eu-west-1' },
  testTimeout: 60_000,
  hookTimeout: 120_000,
}

/**
 * Files of such a project share the modules of a process: the SDK, zod, the CDK and what is synthesized are had once a
 * worker, and not once a file. A file that needs a process of its own is ALONE.
 */
const sharing = (name: string, include: string[], exclude: string[] = []) => ({
  test: { ...COMMON, name, include, exclude, isolate: false },
})

// Projects come in the order of their names, and in one the largest file first: the longest begin first.
export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { ...COMMON, name: '1 alone', include: [...below('tests/e2e', 'tests/integration'), ...ALONE] } },
      sharing('2 infra', below('tests/infra')),
      sharing('3 unit', below('tests'), [...below('tests/e2e', 'tests/integration', 'tests/infra'), ...ALONE]),
    ],
  },
})
