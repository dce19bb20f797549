/** A family of stays without a birth, with the bounds its values are drawn between. */
export type Profile = {
  ghm: readonly string[]
  dp: readonly string[]
  dr?: readonly string[]
  /** Associated diagnoses; the medical ones come from COMMON_DIAGNOSES as well. */
  das?: readonly string[]
  diagnoses: readonly [min: number, max: number]
  acts: readonly string[]
  actCount: readonly [min: number, max: number]
  anaesthesia?: true
  sex?: '1' | '2'
  ages: readonly [min: number, max: number]
  nights: readonly [min: number, max: number]
  unit: string
  sessions?: 1
  radiotherapy?: true
  /** Newborn readmitted from home: age in days, weight and term. */
  newborn?: true
  /** Weeks of amenorrhoea, for pregnancies. */
  weeks?: readonly [min: number, max: number]
}

type Bounds = readonly [min: number, max: number]

/** A séance: chemotherapy, dialysis, radiotherapy. */
export function session(ghm: string[], dp: string[], dr: string[], acts: string[]): Profile {
  const bounds = { diagnoses: [0, 2], actCount: [1, 2], ages: [25, 88], nights: [0, 0] } as const
  return { ...bounds, ghm, dp, dr, acts, unit: '', sessions: 1 }
}

/** Surgery without a night. */
export function daySurgery(
  ghm: string[],
  dp: string[],
  acts: string[],
  ages: Bounds,
  sex?: '1' | '2',
): Profile {
  const base = { diagnoses: [0, 2], actCount: [2, 3], anaesthesia: true, nights: [0, 0], unit: '' } as const
  return { ...base, ghm, dp, acts, ages, ...(sex ? { sex } : {}) }
}

/** A stay without an operation, of an adult, a child or a newborn. */
export function medical(
  ghm: string[],
  dp: string[],
  ages: Bounds,
  nights: Bounds,
  unit: string,
  acts: string[],
): Profile {
  const child = ages[1] < 18
  const stay = { ghm, dp, ages, nights, unit, acts }
  if (!child) return { ...stay, diagnoses: [2, 7], actCount: [2, 6] }
  return { ...stay, diagnoses: [0, 3], actCount: [1, 3], ...(ages[1] === 0 ? { newborn: true } : {}) }
}

/** Surgery with nights. */
export function surgery(ghm: string[], dp: string[], ages: Bounds, nights: Bounds, acts: string[]): Profile {
  return { ghm, dp, ages, nights, acts, diagnoses: [2, 7], actCount: [3, 6], anaesthesia: true, unit: '' }
}

/** A pregnant or lately delivered woman, without a delivery. */
export function antepartum(ghm: string[], dp: string[], nights: Bounds): Profile {
  const base = {
    diagnoses: [0, 3],
    acts: ['JQQM010', 'JQQM018'],
    actCount: [1, 2],
    sex: '2',
    unit: '71',
  } as const
  return { ...base, ghm, dp, nights, ages: [17, 44] }
}

/** A termination of pregnancy before the limit of the law. */
export function termination(): Profile {
  const base = {
    diagnoses: [0, 1],
    acts: ['JNJD002', 'JNJP001'],
    actCount: [1, 1],
    sex: '2',
    unit: '72',
  } as const
  return {
    ...base,
    ghm: ['14Z08Z'],
    dp: ['O0490', 'O0490', 'O0490', 'O0440'],
    nights: [0, 0],
    ages: [15, 44],
  }
}
