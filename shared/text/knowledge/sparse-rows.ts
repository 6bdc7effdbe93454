/** Texts as rows of few numbers: row n holds the places and values from `starts[n]` up to `starts[n + 1]`. */
export type SparseRows = {
  readonly starts: Uint32Array
  readonly places: Uint32Array
  readonly values: Float32Array
}

export type SparseRow = { readonly places: ArrayLike<number>; readonly values: ArrayLike<number> }

export function sparseRows(rows: readonly SparseRow[]): SparseRows {
  const starts = new Uint32Array(rows.length + 1)
  rows.forEach(({ places }, at) => {
    starts[at + 1] = (starts[at] ?? 0) + places.length
  })
  const places = new Uint32Array(starts[rows.length] ?? 0)
  const values = new Float32Array(places.length)
  rows.forEach((row, at) => {
    places.set(row.places, starts[at])
    values.set(row.values, starts[at])
  })
  return { starts, places, values }
}

/** By place, which rows hold it: what is looked up for each place of a question. */
export function transposed(rows: SparseRows, width: number): SparseRows {
  const starts = new Uint32Array(width + 1)
  for (const place of rows.places) starts[place + 1] = (starts[place + 1] ?? 0) + 1
  for (let place = 0; place < width; place++) starts[place + 1] = (starts[place + 1] ?? 0) + (starts[place] ?? 0)
  const next = starts.slice()
  const places = new Uint32Array(rows.places.length)
  const values = new Float32Array(rows.places.length)
  for (let row = 0; row + 1 < rows.starts.length; row++)
    for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++) {
      const place = rows.places[at] ?? 0
      const to = next[place] ?? 0
      places[to] = row
      values[to] = rows.values[at] ?? 0
      next[place] = to + 1
    }
  return { starts, places, values }
}

/** The product of a row with each of the rows that were transposed; `count` of them. */
export function products(row: SparseRow, byPlace: SparseRows, count: number): Float64Array {
  const sums = new Float64Array(count)
  for (let nth = 0; nth < row.places.length; nth++) {
    const place = row.places[nth] ?? 0
    const value = row.values[nth] ?? 0
    const end = byPlace.starts[place + 1] ?? 0
    for (let at = byPlace.starts[place] ?? 0; at < end; at++)
      sums[byPlace.places[at] as number] =
        (sums[byPlace.places[at] as number] as number) + value * (byPlace.values[at] as number)
  }
  return sums
}
