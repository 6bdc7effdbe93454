/** The style sheet of pages that are loaded when somebody goes there. The page names it; it is fetched once. */
let loading: Promise<void> | null = null

export function laterStyle(): Promise<void> {
  loading ??= new Promise((resolve, reject) => {
    const href = document.querySelector<HTMLMetaElement>('meta[name="later-style"]')?.content
    if (href === undefined) return reject(new Error('the page names no style sheet for later'))
    const link = document.createElement('link')
    link.rel = 'stylesheet'
    link.href = href
    link.onload = () => resolve()
    link.onerror = () => {
      link.remove()
      loading = null
      reject(new Error(`${href} could not be loaded`))
    }
    document.head.append(link)
  })
  return loading
}
