import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape'

const SHAPES = [symbolCircle, symbolSquare, symbolTriangle, symbolDiamond]

/** A point whose shape tells its series, for who does not tell its colour. */
export function Mark({ shape, x, y, className, size = 56 }: MarkProps) {
  const path = symbol(SHAPES[shape % SHAPES.length] ?? symbolCircle, size)()
  return path === null ? null : (
    <path class={className} d={path} transform={`translate(${round(x)} ${round(y)})`} />
  )
}

export type MarkProps = { shape: number; x: number; y: number; className: string; size?: number }

function round(value: number): number {
  return Math.round(value * 10) / 10
}
