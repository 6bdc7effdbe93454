import { StringDecoder } from 'node:string_decoder'

/** Cuts a stream's chunks into lines, over chunk and character borders; empty lines are dropped. */
export const lineSplitter = (onLine: (line: string) => void): { push(chunk: Buffer): void; end(): void } => {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  return {
    push(chunk) {
      const lines = (rest + decoder.write(chunk)).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) if (line.trim() !== '') onLine(line)
    },
    end() {
      const last = rest + decoder.end()
      rest = ''
      if (last.trim() !== '') onLine(last)
    },
  }
}
