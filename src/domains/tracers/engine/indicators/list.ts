import type { TracerIndicator } from '../indicator.js'
import { deliveryMode } from './delivery-mode.js'
import { lowBirthWeight } from './low-birth-weight.js'
import { maternalAge } from './maternal-age.js'
import { maternalTransfers } from './maternal-transfers.js'
import { multipleDeliveries } from './multiple-deliveries.js'
import { neonatalMortality } from './neonatal-mortality.js'
import { neonatalTransfers } from './neonatal-transfers.js'
import { perinatalMortality } from './perinatal-mortality.js'
import { placeOfBirth } from './place-of-birth.js'
import { postpartumHaemorrhageProcedures } from './postpartum-haemorrhage-procedures.js'
import { presentation } from './presentation.js'
import { pretermBirth } from './preterm-birth.js'
import { stillbirth } from './stillbirth.js'

/** Version of the whole set: it changes when any definition does. */
export const DEFINITIONS_VERSION = '2026-1'

/** The thirteen tracer indicators, in the order of the specification of 2015 and of the screens. */
export const TRACER_INDICATORS: readonly TracerIndicator[] = [
  multipleDeliveries,
  maternalAge,
  pretermBirth,
  lowBirthWeight,
  stillbirth,
  neonatalMortality,
  perinatalMortality,
  deliveryMode,
  placeOfBirth,
  postpartumHaemorrhageProcedures,
  maternalTransfers,
  neonatalTransfers,
  presentation,
]
