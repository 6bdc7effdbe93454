/** The value of a JSON text, or `undefined` (which JSON cannot say) if it is none. The parser's message is dropped: it quotes the text. */
export function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
