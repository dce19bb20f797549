import { antepartum, daySurgery, medical, type Profile, session, surgery, termination } from './profiles.js'
import { weighted } from './random.js'

/**
 * Plausible variety, not epidemiology: a reader must cross these lines quickly and count none of them. A little
 * over half are day cases, and one in forty an antepartum stay.
 */
export const otherProfile = weighted<Profile>([
  [session(['28Z07Z'], ['Z511'], ['C509', 'C349', 'C189', 'C61', 'C859'], ['ZZLF900']), 130],
  [session(['28Z04Z'], ['Z491'], ['N185'], ['JVJF004', 'JVJF008']), 90],
  [
    {
      ...session(['28Z18Z', '28Z24Z'], ['Z5101'], ['C509', 'C61'], ['ZZNL053', 'ZZNL065']),
      radiotherapy: true,
    },
    25,
  ],
  [session(['28Z17Z'], ['Z512'], ['K509', 'M0690', 'G35'], ['ZZLF004']), 35],
  [
    daySurgery(['06K04J', '06K05J'], ['K635', 'D126', 'Z1211'], ['HHQE005', 'HHFE002', 'HEQE002'], [25, 88]),
    60,
  ],
  [daySurgery(['02C05J'], ['H259', 'H251'], ['BFGA004'], [50, 92]), 45],
  [
    daySurgery(['03K02J', '03C10J'], ['J352', 'J351', 'H652'], ['FAFA002', 'CBLD004', 'FAFA001'], [2, 12]),
    15,
  ],
  [daySurgery(['08C45J', '08C38J'], ['M232', 'M2322', 'S832'], ['NFFC004', 'NFFC003'], [18, 75]), 22],
  [daySurgery(['01C14J', '01C15J'], ['G560'], ['AHPC001', 'AHPA009'], [30, 85]), 18],
  [daySurgery(['06C12J', '06C24J'], ['K409', 'K429'], ['LMMC002', 'LMMA012'], [18, 85]), 16],
  [daySurgery(['12C08J'], ['N47'], ['JHFA009'], [1, 60], '1'), 7],
  [daySurgery(['13C08J', '13C12J'], ['N840', 'N950', 'D250'], ['JNQE001', 'JKFE001'], [25, 75], '2'), 14],
  [daySurgery(['09C10J', '09C14J'], ['C443', 'D225', 'L720'], ['QZFA036', 'QZFA004'], [20, 90]), 20],
  [daySurgery(['05C17J'], ['I839'], ['EJGA002', 'EJSF008'], [30, 75]), 6],
  [{ ...termination(), weeks: [5, 15] }, 9],
  [{ ...antepartum(['14Z16Z'], ['O470', 'O600', 'O471'], [0, 4]), weeks: [24, 36] }, 10],
  [
    {
      ...antepartum(['14M03A', '14M03B'], ['O260', 'O210', 'O234', 'O130', 'Z358', 'O244'], [0, 5]),
      weeks: [8, 38],
    },
    14,
  ],
  [{ ...antepartum(['14C10A'], ['O343'], [1, 2]), acts: ['JNBD001'], weeks: [12, 20] }, 1],
  [{ ...antepartum(['14M02A'], ['O860', 'O912', 'O722', 'Z391'], [1, 4]) }, 3],
  [
    medical(['15M05A', '15M06A'], ['P590', 'P599', 'P928', 'Z762', 'J210'], [0, 0], [1, 4], '28', [
      'EBLD001',
    ]),
    4,
  ],
  [medical(['04M031', '04M032', '04M22Z'], ['J210', 'J459', 'A090'], [1, 15], [1, 5], '28', ['ZBQK002']), 22],
  [
    medical(['01M301', '01M302', '01M303'], ['I639', 'I634', 'G459'], [50, 92], [3, 14], '02B', [
      'ACQK001',
      'ACQN001',
      'DEQP003',
    ]),
    24,
  ],
  [
    medical(['04M052', '04M053', '04M131'], ['J181', 'J441', 'J960'], [45, 95], [3, 13], '', [
      'ZBQK002',
      'DEQP003',
      'ZBQK001',
    ]),
    40,
  ],
  [
    medical(['05M092', '05M093', '05M041'], ['I500', 'I214', 'I480'], [50, 95], [2, 12], '02A', [
      'DEQP003',
      'DZQM006',
      'DDQH009',
    ]),
    48,
  ],
  [
    medical(['06M122', '06M03T', '06M21T'], ['K590', 'K573', 'A099', 'K922'], [30, 92], [1, 8], '', [
      'HEQE002',
      'ZCQH001',
    ]),
    36,
  ],
  [
    medical(['11M042', '11M15T', '11M19T'], ['N10', 'N201', 'N179'], [20, 92], [1, 8], '', [
      'ZCQK004',
      'JAQM003',
    ]),
    26,
  ],
  [medical(['10M02T', '10M162'], ['E119', 'E105', 'E871'], [20, 90], [1, 9], '', ['DEQP003']), 16],
  [medical(['16M111', '16M06T'], ['D649', 'D62'], [40, 95], [0, 5], '', ['FELF011']), 14],
  [
    medical(['18M073', '18M042'], ['A419', 'A415', 'A46'], [40, 92], [5, 16], '01A', [
      'ZBQK002',
      'DEQP003',
      'EBLA003',
    ]),
    12,
  ],
  [
    medical(['19M02T', '20Z05Z', '21M15T'], ['F103', 'F329', 'T424'], [16, 75], [0, 3], '07A', ['DEQP003']),
    26,
  ],
  [
    medical(['23M06T', '23M20Z', '23Z02Z'], ['R55', 'R074', 'Z515'], [25, 95], [0, 9], '07B', [
      'DEQP003',
      'ZBQK002',
    ]),
    40,
  ],
  [
    medical(['07M043', '07M061', '17M062'], ['C220', 'K703', 'C900'], [40, 88], [3, 12], '', [
      'ZCQH001',
      'ZCQJ004',
    ]),
    20,
  ],
  [
    surgery(
      ['08C471', '08C481', '08C242'],
      ['S7200', 'M161', 'M170'],
      [55, 95],
      [4, 11],
      ['NEKA020', 'NFKA007', 'NBCA010'],
    ),
    38,
  ],
  [
    surgery(
      ['07C142', '06C041', '06C091'],
      ['K801', 'C187', 'K352'],
      [18, 88],
      [1, 9],
      ['HMFC004', 'HHFA009', 'HHFA011'],
    ),
    26,
  ],
  [
    surgery(['12C041', '11C022'], ['C61', 'N40', 'C64'], [50, 88], [2, 7], ['JGFA016', 'JGFE023', 'JAFC002']),
    14,
  ],
  [
    {
      ...surgery(['13C031', '13C071'], ['D251', 'N814', 'C541'], [30, 80], [1, 5], ['JKFA015', 'JKDC001']),
      sex: '2',
    },
    12,
  ],
  [
    surgery(
      ['05C102', '22C031', '26C021'],
      ['I702', 'T310', 'S0650'],
      [30, 88],
      [3, 14],
      ['EDAF003', 'ABJA002', 'QZJA002'],
    ),
    12,
  ],
  [{ ...medical(['90Z00Z', '90Z03Z'], ['R69'], [20, 90], [0, 3], '', ['DEQP003']) }, 0.4],
])

/** What older patients carry along. */
export const COMMON_DIAGNOSES = [
  ...[
    'I10',
    'E119',
    'E7800',
    'I480',
    'N183',
    'Z921',
    'Z951',
    'E876',
    'D649',
    'J449',
    'R296',
    'Z8670',
    'E440',
    'K590',
  ],
  ...[
    'I252',
    'Z7480',
    'B962',
    'R33',
    'L892',
    'F03',
    'E6600',
    'G309',
    'Z290',
    'N390',
    'J961',
    'D630',
    'Z923',
    'R13',
  ],
]

/** What is done in any ward. */
export const COMMON_ACTS = [
  'DEQP003',
  'ZBQK002',
  'EBQM001',
  'DZQM006',
  'ZCQM008',
  'ZCQK004',
  'ACQK001',
  'YYYY001',
  'GLLD015',
]
