/** Brings the tables of docs/local-runner.md up to date: `node --import tsx infra/local/document-support.ts`. */
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { withSupportTables } from './support-table.ts'

const file = fileURLToPath(new URL('../../docs/local-runner.md', import.meta.url))
writeFileSync(file, withSupportTables(readFileSync(file, 'utf8')))
