/** Communes where invented persons and structures are put: real ones, so that maps and distances make sense. */
export type Place = {
  departmentCode: string
  departmentName: string
  /** As FINESS codes it. */
  finessDepartment: string
  postcode: string
  communeCode: string
  communeName: string
  latitude: number
  longitude: number
}

type Row = [
  department: string,
  departmentName: string,
  postcode: string,
  commune: string,
  communeName: string,
  latitude: number,
  longitude: number,
]

/** Source of codes: code officiel géographique (Insee). */
const ROWS: Row[] = [
  ['01', 'Ain', '01000', '01053', 'Bourg-en-Bresse', 46.2056, 5.2256],
  ['01', 'Ain', '01440', '01451', 'Viriat', 46.2528, 5.2136],
  ['26', 'Drôme', '26000', '26362', 'Valence', 44.9333, 4.8917],
  ['38', 'Isère', '38000', '38185', 'Grenoble', 45.1885, 5.7245],
  ['42', 'Loire', '42000', '42218', 'Saint-Étienne', 45.4397, 4.3872],
  ['63', 'Puy-de-Dôme', '63000', '63113', 'Clermont-Ferrand', 45.7772, 3.087],
  ['69', 'Rhône', '69003', '69383', 'Lyon 3e Arrondissement', 45.7597, 4.8569],
  ['73', 'Savoie', '73000', '73065', 'Chambéry', 45.5646, 5.9178],
  ['74', 'Haute-Savoie', '74000', '74010', 'Annecy', 45.8992, 6.1294],
  ['75', 'Paris', '75012', '75112', 'Paris 12e Arrondissement', 48.8412, 2.3876],
  ['59', 'Nord', '59000', '59350', 'Lille', 50.6292, 3.0573],
  ['31', 'Haute-Garonne', '31000', '31555', 'Toulouse', 43.6047, 1.4442],
  ['2A', 'Corse-du-Sud', '20000', '2A004', 'Ajaccio', 41.9192, 8.7386],
  ['974', 'La Réunion', '97400', '97411', 'Saint-Denis', -20.8789, 55.4481],
]

export const PLACES: readonly Place[] = ROWS.map(
  ([departmentCode, departmentName, postcode, communeCode, communeName, latitude, longitude]) => ({
    departmentCode,
    departmentName,
    finessDepartment: departmentCode === '974' ? '9D' : departmentCode,
    postcode,
    communeCode,
    communeName,
    latitude,
    longitude,
  }),
)
