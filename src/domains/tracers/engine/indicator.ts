import type { Birth } from './birth.js'
import type { UnlinkedDeath } from './deaths.js'
import type { Delivery } from './delivery.js'
import type { InUteroTransfer } from './transfers.js'

/** How many a fact adds: true is one. Pure, and quick: no allocation, no regular expression. */
export type Count<Fact> = (fact: Fact) => number | boolean

export type Counting<Fact> = {
  numerator?: Count<Fact>
  denominator?: Count<Fact>
  /** Left out of the denominator by the definition. */
  excluded?: Count<Fact>
  /** Left out of the denominator because the file does not say. */
  missing?: Count<Fact>
}

/** One line of an indicator. Each kind of fact adds its part. */
export type TracerClass = {
  code: string
  /** French. */
  label: string
  delivery?: Counting<Delivery>
  birth?: Counting<Birth>
  /** Adds to the establishment the woman left, and to the region. */
  inUteroTransfer?: Counting<InUteroTransfer>
  /** Adds to the region only. */
  unlinkedDeath?: Counting<UnlinkedDeath>
}

/**
 * A tracer indicator. A definition is never edited once published: change it under a new version.
 * All texts are French sentences for the screen « Comment est-ce calculé ? ».
 */
export type TracerIndicator = {
  code: string
  version: string
  title: string
  unit: '%' | '‰'
  population: string
  source: string
  method: {
    definition: string
    numerator: string
    denominator: string
    exclusions: string
    /** What Trame decided where the texts leave a choice. */
    choices: string[]
    limits: string[]
  }
  classes: TracerClass[]
}
