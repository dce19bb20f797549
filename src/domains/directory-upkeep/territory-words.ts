/** What a territory is called where records without one are counted too. */
export function nameOf({ id, name }: { id: string | null; name: string | null }): string {
  return name ?? (id === null ? 'Sans territoire' : 'Territoire inconnu')
}
