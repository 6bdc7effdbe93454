import { execFile, execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAudit } from '#infra/ops/dependency-audit'

// Secrets are put together here so that the scan of this very repository stays clean.
const planted = {
  'an AWS access key': {
    file: 'config.ts',
    text: `const key = '${'AK'}${'IA'}${'Q3ZJ7WTPX2VLMN4K'}'\nconst secret = '${'wJalrXUtnFEMI/K7MD'}${'ENG/bPxRfiCYzzKEYab12'}'\n`,
  },
  'a private key': {
    file: 'key.pem',
    text: `-----BEGIN ${'RSA PRIVATE'} KEY-----\n${'MIIEpAIBAAKCAQEA'.repeat(8)}\n-----END ${'RSA PRIVATE'} KEY-----\n`,
  },
  'a Chatwoot token': { file: 'notes.md', text: `api_access_${'token'}: "${'h7Kq2mXw9RtL'}${'4pVzN8sYcB3d'}"\n` },
  'a Slack token': {
    file: '.env',
    text: `SLACK=${'xox'}b-${'123456789012-1234567890123-'}${'AbCdEfGhIjKlMnOpQrStUvWx'}\n`,
  },
}

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'backdesk-scan-'))
  execFileSync('git', ['init', '-q'], { cwd: root })
  mkdirSync(join(root, 'src'))
  writeFileSync(join(root, 'src', 'fine.ts'), 'export const answer = 42\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

function scan(...flags: string[]): Promise<{ code: number; output: string }> {
  const args = ['--import', 'tsx', 'infra/ops/scan.ts', '--root', root, ...flags]
  return new Promise((resolve) =>
    execFile(process.execPath, args, (fault, stdout, stderr) =>
      resolve({ code: typeof fault?.code === 'number' ? fault.code : 0, output: stdout + stderr }),
    ),
  )
}

describe('npm run scan', () => {
  it('passes a tree without secrets', async () => {
    expect(await scan('--no-audit')).toEqual({ code: 0, output: 'secret scan: 1 files, clean\n' })
  })

  it.each(Object.entries(planted))('fails on %s and names the place, not the secret', async (_name, { file, text }) => {
    writeFileSync(join(root, file), text)
    const { code, output } = await scan('--no-audit')
    expect(code).toBe(1)
    expect(output).toContain(`${file}:`)
    expect(output).not.toContain(text.trim().split('\n')[0]?.slice(-16))
  })

  it('reads only what is staged for the pre-commit hook', async () => {
    writeFileSync(join(root, 'notes.md'), planted['a Chatwoot token'].text)
    expect((await scan('--staged')).code).toBe(0)
    execFileSync('git', ['add', 'notes.md'], { cwd: root })
    expect((await scan('--staged')).code).toBe(1)
  })
})

describe('the dependency audit', () => {
  it('is unknown, never clean, when the registry has no audit endpoint', () => {
    expect(readAudit('{"message":"405 Method Not Allowed"}')).toEqual({
      state: 'unknown',
      why: '405 Method Not Allowed',
    })
    expect(readAudit('')).toMatchObject({ state: 'unknown' })
    expect(readAudit('', true)).toMatchObject({ state: 'unknown' })
  })

  it('is clean only on a report that counts no high or critical advisory', () => {
    expect(readAudit('{"metadata":{"vulnerabilities":{"low":3,"high":0,"critical":0}}}')).toEqual({ state: 'clean' })
    const report = {
      metadata: { vulnerabilities: { high: 1, critical: 0 } },
      vulnerabilities: { left: { severity: 'high' } },
    }
    expect(readAudit(JSON.stringify(report))).toEqual({ state: 'vulnerable', high: 1, critical: 0, names: ['left'] })
  })
})
