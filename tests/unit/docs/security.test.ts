import { existsSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync('docs/security.md', 'utf8')
const threats = page
  .split('## Threats')[1]
  ?.split('\n## ')[0]
  ?.split('\n')
  .filter((line) => /^\| (?!Threat |---)/.test(line))

test('every threat says what stands against it, what remains, and which tests prove it', () => {
  expect(threats?.length).toBeGreaterThan(15)
  for (const line of threats ?? []) {
    const cells = line.split(' | ').map((cell) => cell.replaceAll('|', '').trim())
    expect(cells, line).toHaveLength(5)
    for (const cell of cells) expect(cell, line).not.toBe('')
    const proofs = [...(cells[4] ?? '').matchAll(/`(tests\/[^`]+)`/g)].map(([, path = '']) => path)
    expect(proofs.length, line).toBeGreaterThan(0)
    for (const path of proofs) expect(existsSync(path), path).toBe(true)
  }
})

test('the README leads here', () => {
  expect(readFileSync('README.md', 'utf8')).toContain('](docs/security.md)')
})
