import type { Stay } from '../stay.js'

/**
 * Stays by their identifier, in the order they first came. Looking one up is rare (a repeated line, a correction):
 * the index is only made then, and most files never pay for it.
 */
export type StayTable = {
  /** For an identifier that is not there yet. */
  add(id: number, stay: Stay): void
  /** Takes the place of the stay with the same identifier. */
  put(id: number, stay: Stay): void
  putAll(others: StayTable): void
  has(id: number): boolean
  delete(id: number): void
  list(): Stay[]
  forEach(visit: (id: number, stay: Stay) => void): void
}

export function createStayTable(): StayTable {
  return new Table()
}

class Table implements StayTable {
  private readonly ids: number[] = []
  private readonly stays: (Stay | null)[] = []
  private places: Map<number, number> | null = null

  add(id: number, stay: Stay): void {
    this.places?.set(id, this.stays.length)
    this.ids.push(id)
    this.stays.push(stay)
  }

  put(id: number, stay: Stay): void {
    const place = this.index().get(id)
    if (place === undefined) this.add(id, stay)
    else this.stays[place] = stay
  }

  putAll(others: StayTable): void {
    const isEmpty = this.ids.length === 0
    others.forEach((id, stay) => {
      if (isEmpty) this.add(id, stay)
      else this.put(id, stay)
    })
  }

  has(id: number): boolean {
    return this.ids.length > 0 && this.index().has(id)
  }

  delete(id: number): void {
    const place = this.index().get(id)
    if (place === undefined) return
    this.stays[place] = null
    this.index().delete(id)
  }

  list(): Stay[] {
    return this.stays.filter((stay) => stay !== null)
  }

  forEach(visit: (id: number, stay: Stay) => void): void {
    for (const [place, stay] of this.stays.entries())
      if (stay !== null) visit(this.ids[place] as number, stay)
  }

  private index(): Map<number, number> {
    this.places ??= new Map(this.ids.map((id, place) => [id, place]))
    return this.places
  }
}
