/**
 * Grids over the globe, each twice as wide as the one before: what is near is in the cells around. A search takes the
 * finest grid on which its circle touches few cells, since each cell of a query costs for every card that is considered.
 */
const CELL_DEGREES = [0.1, 0.2, 0.4, 0.8, 1.6]
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

function cellsOn(grid: number, { latitude, longitude }: Point, kilometres: number): string[] {
  const degrees = CELL_DEGREES[grid] ?? 1
  const north = kilometres / DEGREE_KM
  const east = kilometres / (DEGREE_KM * Math.cos((latitude * Math.PI) / 180))
  const cells: string[] = []
  for (let at = row(latitude - north, degrees); at <= row(latitude + north, degrees); at += 1) {
    for (
      let along = column(longitude - east, degrees);
      along <= column(longitude + east, degrees);
      along += 1
    ) {
      cells.push(cellLexeme(grid, at, along))
    }
  }
  return cells
}

const row = (latitude: number, degrees: number) => Math.floor(latitude / degrees)
const column = (longitude: number, degrees: number) => Math.floor((longitude / degrees) * NARROWING)

/** Kilometres between two points, as the crow flies: flat, which is right to a thousandth at these distances. */
export function kilometresBetween(one: Point, other: Point): number {
  const north = (one.latitude - other.latitude) * DEGREE_KM
  const east = (one.longitude - other.longitude) * DEGREE_KM * Math.cos((one.latitude * Math.PI) / 180)
  return Math.hypot(north, east)
}

function cellLexeme(grid: number, row: number, column: number): string {
  return `g${grid}:${row},${column}`
}
