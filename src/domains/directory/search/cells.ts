/**
 * Grids over the globe, each twice as wide as the one before: what is near is in the cells around. A search takes the
 * finest grid on which its circle touches few cells, since each cell of a query costs for every card that is considered.
 */
const FINEST = 0.1
const CELL_DEGREES = [FINEST, 0.2, 0.4, 0.8, 1.6]
const MOST_CELLS = 20

/** A degree of longitude is shorter than one of latitude, by about so much in France. */
const NARROWING = 0.7

/** One degree of latitude. */
const DEGREE_KM = 111.2

export type Point = { latitude: number; longitude: number }

/** The lexemes of the cells of a point, one for each grid. */
export function cellsOf({ latitude, longitude }: Point): string[] {
  return CELL_DEGREES.map((degrees, grid) =>
    cellLexeme(grid, row(latitude, degrees), column(longitude, degrees)),
  )
}

/** The lexemes of the cells that a circle touches, on the finest grid where they are few. */
export function cellsAround(centre: Point, kilometres: number): string[] {
  let cells: string[] = []
  for (const grid of CELL_DEGREES.keys()) {
    cells = cellsOn(grid, centre, kilometres)
    if (cells.length <= MOST_CELLS) break
  }
  return cells
}

/**
 * The cells of the finest grid that are wholly in a circle, by their numbers: what is there is in the circle, without
 * computing its distance.
 */
export function cellsWithin(centre: Point, kilometres: number): number[] {
  const isInside = (latitude: number, longitude: number) =>
    kilometresBetween(centre, { latitude, longitude }) <= kilometres
  return squareAround(FINEST, centre, kilometres)
    .filter(({ at, along }) => {
      const [south, north] = [at * FINEST, (at + 1) * FINEST]
      const [west, east] = [(along * FINEST) / NARROWING, ((along + 1) * FINEST) / NARROWING]
      return [south, north].every((latitude) => isInside(latitude, west) && isInside(latitude, east))
    })
    .map(({ at, along }) => numberOf(at, along))
}

/** The number of the cell a point is in, on the finest grid: what the column `cell` of a card says of its first place. */
export function cellNumber({ latitude, longitude }: Point): number {
  return numberOf(row(latitude, FINEST), column(longitude, FINEST))
}

function cellsOn(grid: number, centre: Point, kilometres: number): string[] {
  return squareAround(CELL_DEGREES[grid] ?? 1, centre, kilometres).map(({ at, along }) =>
    cellLexeme(grid, at, along),
  )
}

/** The cells of the square around a circle. */
function squareAround(degrees: number, { latitude, longitude }: Point, kilometres: number) {
  const north = kilometres / DEGREE_KM
  const east = kilometres / (DEGREE_KM * Math.cos((latitude * Math.PI) / 180))
  const cells: { at: number; along: number }[] = []
  for (let at = row(latitude - north, degrees); at <= row(latitude + north, degrees); at += 1) {
    for (
      let along = column(longitude - east, degrees);
      along <= column(longitude + east, degrees);
      along += 1
    ) {
      cells.push({ at, along })
    }
  }
  return cells
}

const row = (latitude: number, degrees: number) => Math.floor(latitude / degrees)
const column = (longitude: number, degrees: number) => Math.floor((longitude / degrees) * NARROWING)
const numberOf = (at: number, along: number) => at * 10_000 + along

/** Kilometres between two points, as the crow flies: flat, which is right to a thousandth at these distances. */
export function kilometresBetween(one: Point, other: Point): number {
  const north = (one.latitude - other.latitude) * DEGREE_KM
  const east = (one.longitude - other.longitude) * DEGREE_KM * Math.cos((one.latitude * Math.PI) / 180)
  return Math.hypot(north, east)
}

function cellLexeme(grid: number, row: number, column: number): string {
  return `g${grid}:${row},${column}`
}
