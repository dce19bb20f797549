/** A supervisor kills what has not stopped by then, and nothing here takes longer in good order. */
const EXIT_MILLISECONDS = 10_000

/**
 * Stops once on Ctrl-C or SIGTERM; a second Ctrl-C does not wait. A supervisor (SIGTERM) asks gently: those who
 * are connected are let go first. Returns what stops the process for another reason.
 */
export function stopOnSignals(stop: (how: { gently: boolean }) => Promise<void>): () => void {
  let stopping = false
  const begin = async (signal: NodeJS.Signals) => {
    // npm and a process group may each pass on the same SIGTERM.
    if (stopping && signal === 'SIGINT') process.exit(1)
    if (stopping) return
    stopping = true
    setTimeout(() => process.exit(1), EXIT_MILLISECONDS)
    await stop({ gently: signal === 'SIGTERM' })
    process.exit(0)
  }
  process.on('SIGINT', begin)
  process.on('SIGTERM', begin)
  return () => void begin('SIGTERM')
}
