import { formatMeasure, NOT_COMPUTABLE } from '../numbers.js'
import { ChartFrame, type ChartText } from './chart-frame.js'

export type Tile = {
  label: string
  /** Per hundred; null when there is nothing to divide by. */
  percent: number | null
  /** What it is a share of: « 12 fiches sur 30 ». */
  detail: string
}

export type TileMapProps = ChartText & { tiles: readonly Tile[] }

const COLUMNS = 3
const WIDTH = 220
const HEIGHT = 96
const GAP = 12
const INSET = 12
const BAR = WIDTH - 2 * INSET

/**
 * One tile a territory, where no outlines are known: its name, its share, and a bar as long as the share. Read without
 * colour as with it.
 */
export function TileMap({ tiles, ...text }: TileMapProps) {
  const rows = Math.max(1, Math.ceil(tiles.length / COLUMNS))
  const width = COLUMNS * (WIDTH + GAP) - GAP
  const height = rows * (HEIGHT + GAP) - GAP
  return (
    <ChartFrame {...text} width={width} height={height} size="large">
      {tiles.map((tile, index) => (
        <TileBox
          key={tile.label}
          tile={tile}
          x={(index % COLUMNS) * (WIDTH + GAP)}
          y={Math.floor(index / COLUMNS) * (HEIGHT + GAP)}
        />
      ))}
    </ChartFrame>
  )
}

/** A longer name is cut: the table twin has it whole. */
const LONGEST_LABEL = 26

function TileBox({ tile: { label, percent, detail }, x, y }: { tile: Tile; x: number; y: number }) {
  const name = label.length > LONGEST_LABEL ? `${label.slice(0, LONGEST_LABEL - 1)}…` : label
  return (
    <g class="series-1" transform={`translate(${x} ${y})`}>
      <rect class="chart-tile" x={0.5} y={0.5} width={WIDTH - 1} height={HEIGHT - 1} rx={4} />
      <text class="chart-series-label" x={INSET} y={26}>
        {name}
      </text>
      <text x={INSET} y={48}>
        {percent === null ? NOT_COMPUTABLE : formatMeasure(percent, 'percent')}
      </text>
      <text class="chart-axis-label" x={INSET} y={68}>
        {detail}
      </text>
      <rect class="chart-tile-rest" x={INSET} y={78} width={BAR} height={8} />
      {percent !== null && (
        <rect class="chart-bar" x={INSET} y={78} width={(BAR * percent) / 100} height={8} />
      )}
    </g>
  )
}
