import { text as readAll } from 'node:stream/consumers'

/** What is typed or piped in, without blanks around it. For what must not stand in the shell's history. */
export async function fromStandardInput(what: string): Promise<string> {
  if (process.stdin.isTTY) console.error(`Paste ${what}, then press Enter and Ctrl-D.`)
  return (await readAll(process.stdin)).trim()
}
