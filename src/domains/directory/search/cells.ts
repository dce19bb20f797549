/**
 * Grids over the globe, each twice as wide as the one before, so that a cell is four of the finer grid. A search names the
 * cells that cover its circle: few of them, since each costs for every card that is considered, and close around it, since
 * each card outside is read for nothing. A wider cell than the third is in no circle of 100 km, or hardly.
 */
const GRIDS = [0, 1, 2]
const COARSEST = GRIDS.length - 1
const MOST_CELLS = 64
/** A grid of its own, about 3 km wide, for cells that are numbered: the circle of a commune alone is nearly all of them. */
const NUMBERED = -2

/** A degree of longitude is shorter than one of latitude, by about so much in France. */
const NARROWING = 0.7

/** One degree of latitude. */
const DEGREE_KM = 111.2

/** A point on the very side of a cell is computed a little beside it. */
const ROUNDING_KM = 0.001

export type Point = { latitude: number; longitude: number }
type Circle = { centre: Point; kilometres: number }
type Cell = { grid: number; row: number; column: number }

/** The lexemes of the cells of a point, one for each grid. */
export function cellsOf(point: Point): string[] {
  return GRIDS.map((grid) => cellLexeme(cellOf(point, grid)))
}

/** The lexemes of cells that cover a circle: wide ones inside, finer ones along it as long as they are few. */
export function cellsAround(centre: Point, kilometres: number): string[] {
  const circle = { centre, kilometres }
  let cover = squareAround(COARSEST, circle).filter((cell) => touches(cell, circle))
  for (let grid = COARSEST; grid > 0; grid -= 1) {
    const closer = cover.flatMap((cell) =>
      cell.grid !== grid || isInside(cell, circle)
        ? [cell]
        : partsOf(cell).filter((part) => touches(part, circle)),
    )
    if (closer.length > MOST_CELLS) break
    cover = closer
  }
  return cover.map(cellLexeme)
}

/** Numbered cells side by side, all so far from the centre at most. */
export type CellRange = { first: number; last: number; kilometres: number }

/**
 * The numbered cells that are wholly in circles around a point, from the smallest circle to the widest, each cell once:
 * what is there is in the circle, without computing its distance.
 */
export function cellRings(centre: Point, circles: readonly number[]): CellRange[] {
  return circles.flatMap((kilometres, index) =>
    rowsWithin(centre, kilometres).flatMap((row) => {
      const all = columnsWithin({ centre, kilometres }, row)
      const inner = columnsWithin({ centre, kilometres: circles[index - 1] ?? 0 }, row)
      return without(all, inner).map(([first, last]) => ({
        first: numberOf({ grid: NUMBERED, row, column: first }),
        last: numberOf({ grid: NUMBERED, row, column: last }),
        kilometres,
      }))
    }),
  )
}

type Columns = [first: number, last: number]

/** The rows of numbered cells wholly as near as this. */
function rowsWithin({ latitude }: Point, kilometres: number): number[] {
  const degrees = degreesOf(NUMBERED)
  const south = Math.ceil((latitude - kilometres / DEGREE_KM) / degrees)
  return range(south, Math.floor((latitude + kilometres / DEGREE_KM) / degrees) - 1)
}

/** The numbered cells of a row that are wholly in a circle; null when none is. */
function columnsWithin({ centre, kilometres }: Circle, row: number): Columns | null {
  const { south, north } = sidesOf({ grid: NUMBERED, row, column: 0 })
  const away = Math.max(centre.latitude - south, north - centre.latitude) * DEGREE_KM
  if (away >= kilometres) return null
  const half =
    Math.sqrt(kilometres ** 2 - away ** 2) / DEGREE_KM / Math.cos((centre.latitude * Math.PI) / 180)
  const columnAt = (longitude: number) => (longitude * NARROWING) / degreesOf(NUMBERED)
  const first = Math.ceil(columnAt(centre.longitude - half))
  const last = Math.floor(columnAt(centre.longitude + half)) - 1
  return first > last ? null : [first, last]
}

/** What is left of columns without those inside. */
function without(all: Columns | null, inner: Columns | null): Columns[] {
  if (all === null || inner === null) return all === null ? [] : [all]
  const sides: Columns[] = [
    [all[0], inner[0] - 1],
    [inner[1] + 1, all[1]],
  ]
  return sides.filter(([first, last]) => first <= last)
}

/** The number of the cell a point is in: what the column `cell` of a card says of its first place. */
export function cellNumber(point: Point): number {
  return numberOf(cellOf(point, NUMBERED))
}

/** Kilometres between two points, as the crow flies: flat, which is right to a thousandth at these distances. */
export function kilometresBetween(one: Point, other: Point): number {
  const north = (one.latitude - other.latitude) * DEGREE_KM
  const east = (one.longitude - other.longitude) * DEGREE_KM * Math.cos((one.latitude * Math.PI) / 180)
  return Math.hypot(north, east)
}

/** The cells of the square around a circle. */
function squareAround(grid: number, { centre, kilometres }: Circle): Cell[] {
  const north = kilometres / DEGREE_KM
  const east = north / Math.cos((centre.latitude * Math.PI) / 180)
  const first = cellOf({ latitude: centre.latitude - north, longitude: centre.longitude - east }, grid)
  const last = cellOf({ latitude: centre.latitude + north, longitude: centre.longitude + east }, grid)
  return range(first.row, last.row).flatMap((row) =>
    range(first.column, last.column).map((column) => ({ grid, row, column })),
  )
}

function range(first: number, last: number): number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index)
}

/** The four cells of the finer grid a cell is made of. */
function partsOf({ grid, row, column }: Cell): Cell[] {
  return [0, 1].flatMap((up) =>
    [0, 1].map((along) => ({ grid: grid - 1, row: 2 * row + up, column: 2 * column + along })),
  )
}

function isInside(cell: Cell, { centre, kilometres }: Circle): boolean {
  const { south, north, west, east } = sidesOf(cell)
  return [south, north].every((latitude) =>
    [west, east].every((longitude) => kilometresBetween(centre, { latitude, longitude }) <= kilometres),
  )
}

function touches(cell: Cell, { centre, kilometres }: Circle): boolean {
  const { south, north, west, east } = sidesOf(cell)
  const nearest = {
    latitude: Math.min(Math.max(centre.latitude, south), north),
    longitude: Math.min(Math.max(centre.longitude, west), east),
  }
  return kilometresBetween(centre, nearest) <= kilometres + ROUNDING_KM
}

function sidesOf({ grid, row, column }: Cell) {
  const degrees = degreesOf(grid)
  return {
    south: row * degrees,
    north: (row + 1) * degrees,
    west: (column * degrees) / NARROWING,
    east: ((column + 1) * degrees) / NARROWING,
  }
}

function cellOf({ latitude, longitude }: Point, grid: number): Cell {
  const degrees = degreesOf(grid)
  return {
    grid,
    row: Math.floor(latitude / degrees),
    column: Math.floor((longitude / degrees) * NARROWING),
  }
}

const degreesOf = (grid: number) => 0.1 * 2 ** grid
/** Rows are wider apart than the globe has columns. */
const numberOf = ({ row, column }: Cell) => row * 100_000 + column
const cellLexeme = ({ grid, row, column }: Cell) => `g${grid}:${row},${column}`
