/** The instant of every test whose clock does not move. */
export const NOW = new Date('2026-03-02T09:00:00Z')
