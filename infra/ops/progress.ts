/** One line that is written over, for somebody who watches; nothing where nobody does. */
export type Progress = {
  show(text: string): void
  /** Leaves the line blank for what follows. */
  end(): void
}

export function progressOn(screen: { readonly isTTY?: boolean; write(text: string): unknown }): Progress {
  if (screen.isTTY !== true) return { show: () => undefined, end: () => undefined }
  const over = (text: string): void => {
    screen.write(`\r\u001b[2K${text}`)
  }
  return { show: over, end: () => over('') }
}
