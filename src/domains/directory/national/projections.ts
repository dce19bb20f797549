/** Degrees, WGS 84 (RGF 93 and the overseas systems are within a metre of it). */
export type GeographicPoint = { latitude: number; longitude: number }

/** Semi-major axis and flattening of GRS 80, which all the French systems share. */
const A = 6_378_137
const F = 1 / 298.257222101
const E2 = F * (2 - F)
const E = Math.sqrt(E2)

/** Zone and hemisphere of the UTM systems of the overseas territories. Source: registre EPSG. */
const UTM: ReadonlyMap<number, { zone: number; south: boolean }> = new Map([
  [5490, { zone: 20, south: false }],
  [4559, { zone: 20, south: false }],
  [32620, { zone: 20, south: false }],
  [2972, { zone: 22, south: false }],
  [2975, { zone: 40, south: true }],
  [4471, { zone: 38, south: true }],
  [4467, { zone: 21, south: false }],
])

/** From metres in a French projection to degrees; null for a projection that is not known here. */
export function unproject(epsg: number, x: number, y: number): GeographicPoint | null {
  if (epsg === 2154) return fromLambert93(x, y)
  const utm = UTM.get(epsg)
  return utm === undefined ? null : fromUtm(utm.zone, utm.south, x, y)
}

const radians = (degrees: number) => (degrees * Math.PI) / 180
const degrees = (radians: number) => (radians * 180) / Math.PI

/** Lambert-93: conic conformal, two standard parallels. Algorithms of IGN note technique NT/G 71. */
const LAMBERT_93 = (() => {
  const [phi0, phi1, phi2] = [radians(46.5), radians(44), radians(49)]
  const m = (phi: number) => Math.cos(phi) / Math.sqrt(1 - E2 * Math.sin(phi) ** 2)
  const n = Math.log(m(phi1) / m(phi2)) / (isometric(phi2) - isometric(phi1))
  const c = (A * m(phi1) * Math.exp(n * isometric(phi1))) / n
  return { n, c, yPole: 6_600_000 + c * Math.exp(-n * isometric(phi0)) }
})()

function isometric(phi: number): number {
  return Math.log(
    Math.tan(Math.PI / 4 + phi / 2) * ((1 - E * Math.sin(phi)) / (1 + E * Math.sin(phi))) ** (E / 2),
  )
}

function fromLambert93(x: number, y: number): GeographicPoint {
  const { n, c, yPole } = LAMBERT_93
  const [dx, dy] = [x - 700_000, yPole - y]
  const latitudeIso = -Math.log(Math.hypot(dx, dy) / c) / n
  let phi = 2 * Math.atan(Math.exp(latitudeIso)) - Math.PI / 2
  for (let turn = 0; turn < 8; turn += 1) {
    const s = E * Math.sin(phi)
    phi = 2 * Math.atan(((1 + s) / (1 - s)) ** (E / 2) * Math.exp(latitudeIso)) - Math.PI / 2
  }
  return { latitude: degrees(phi), longitude: 3 + degrees(Math.atan2(dx, dy) / n) }
}

/** Krüger series to the third order: under a millimetre inside a zone. */
function fromUtm(zone: number, south: boolean, x: number, y: number): GeographicPoint {
  const n = F / (2 - F)
  const radius = (A / (1 + n)) * (1 + n ** 2 / 4 + n ** 4 / 64)
  const beta = [n / 2 - (2 / 3) * n ** 2 + (37 / 96) * n ** 3, n ** 2 / 48 + n ** 3 / 15, (17 / 480) * n ** 3]
  const delta = [
    2 * n - (2 / 3) * n ** 2 - 2 * n ** 3,
    (7 / 3) * n ** 2 - (8 / 5) * n ** 3,
    (56 / 15) * n ** 3,
  ]
  const xi = (y - (south ? 10_000_000 : 0)) / (0.9996 * radius)
  const eta = (x - 500_000) / (0.9996 * radius)
  let [xiPrime, etaPrime] = [xi, eta]
  beta.forEach((factor, index) => {
    const k = 2 * (index + 1)
    xiPrime -= factor * Math.sin(k * xi) * Math.cosh(k * eta)
    etaPrime -= factor * Math.cos(k * xi) * Math.sinh(k * eta)
  })
  const chi = Math.asin(Math.sin(xiPrime) / Math.cosh(etaPrime))
  const phi = delta.reduce((sum, factor, index) => sum + factor * Math.sin(2 * (index + 1) * chi), chi)
  const lambda = Math.atan2(Math.sinh(etaPrime), Math.cos(xiPrime))
  return { latitude: degrees(phi), longitude: zone * 6 - 183 + degrees(lambda) }
}
