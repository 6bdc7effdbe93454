/** Hands a text to the person as a file. The browser asks where, or keeps it with the other downloads. */
export function saveFile({
  name,
  type,
  text,
}: {
  readonly name: string
  readonly type: string
  readonly text: string
}): void {
  const url = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = url
  link.download = name
  link.click()
  // after the click has been taken up
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
