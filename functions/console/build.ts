/**
 * Builds the console: one page, one style sheet, one script, and beside them the style sheet and the scripts of pages that are
 * loaded when somebody goes there. Names carry a hash of the content, so that they can be cached for good.
 */
import { readFile, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'
import { build, type Metafile } from 'esbuild'

const HERE = dirname(fileURLToPath(import.meta.url))
/** Where the api function serves the files. */
const PUBLIC_PATH = '/console'
const ENTRIES = { app: 'src/main.tsx', style: 'style/main.css', later: 'style/later.css' } as const

/**
 * Writes the console into `outDir`, which is emptied first.
 * @throws esbuild's errors, and Error when a placeholder of index.html has no built file.
 */
export async function buildConsole(outDir: string): Promise<void> {
  await rm(outDir, { recursive: true, force: true })
  const result = await build({
    absWorkingDir: HERE,
    entryPoints: ENTRIES,
    outdir: outDir,
    entryNames: '[name]-[hash]',
    chunkNames: '[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    target: ['es2022', 'chrome111', 'firefox114', 'safari16.4'],
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    legalComments: 'none',
    logLevel: 'warning',
    metafile: true,
  })
  const { outputs } = result.metafile
  const built = Object.keys(outputs).map((path) => basename(path))
  const page = pageWith(await readFile(join(HERE, 'index.html'), 'utf8'), built)
  await writeFile(join(outDir, 'index.html'), page.replace('</head>', `${preloads(outputs)}</head>`))
  await writeFile(join(outDir, 'favicon.svg'), await readFile(join(HERE, 'favicon.svg')))
  await Promise.all([...built, 'index.html', 'favicon.svg'].map((name) => compress(join(outDir, name))))
}

/** `{{app.js}}` in the page becomes the address of the built `app-XXXXXXXX.js`. */
export function pageWith(template: string, built: readonly string[]): string {
  return template.replace(/\{\{(\w+)\.(\w+)\}\}/g, (_whole, name: string, extension: string) => {
    const file = built.find((candidate) => candidate.startsWith(`${name}-`) && candidate.endsWith(`.${extension}`))
    if (file === undefined) throw new Error(`index.html asks for ${name}.${extension}, which was not built`)
    return `${PUBLIC_PATH}/${file}`
  })
}

/** What the script imports at once is fetched beside it, instead of after it. */
function preloads(outputs: Metafile['outputs']): string {
  const app = Object.values(outputs).find(({ entryPoint }) => entryPoint === ENTRIES.app)
  const imported = (app?.imports ?? []).filter(({ kind }) => kind === 'import-statement')
  return imported.map(({ path }) => `<link rel="modulepreload" href="${PUBLIC_PATH}/${basename(path)}" />`).join('')
}

const brotli = promisify(brotliCompress)

/** Compressed once here rather than in every answer. */
async function compress(path: string): Promise<void> {
  const bytes = await readFile(path)
  await writeFile(`${path}.br`, await brotli(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }))
}
