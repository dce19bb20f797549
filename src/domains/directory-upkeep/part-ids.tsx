import type { ProposableField } from './proposals.js'

/** Which place or offer each number of a form stands for. */
export function PartIds({ fields }: { fields: readonly ProposableField[] }) {
  const ids = new Map(
    fields.flatMap(({ name, of }) =>
      of.kind === 'record' ? [] : [[name.replace(/[A-Z][a-z]+$/, 'Id'), of.id] as const],
    ),
  )
  return (
    <>
      {[...ids].map(([name, id]) => (
        <input key={name} type="hidden" name={name} value={id} />
      ))}
    </>
  )
}
