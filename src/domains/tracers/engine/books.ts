import type { Findings } from './findings.js'
import type { Ledger } from './ledger.js'
import type { Levels } from './levels.js'
import type { PendingDelivery } from './mothers.js'
import type { Movement } from './movements.js'
import type { Records } from './records.js'
import type { EngineConfig } from './types.js'

/** Everything one computation holds. */
export type Books = {
  config: EngineConfig
  levels: Levels
  ledger: Ledger
  findings: Findings
  records: Records
  /** Transfers, deaths and marker acts of chained stays, by record. */
  movements: Map<number, Movement>
  /** Deliveries waiting for their children, by record. */
  pendingDeliveries: Map<number, PendingDelivery>
}
