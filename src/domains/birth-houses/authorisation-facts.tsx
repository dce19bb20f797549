/** What the file of the house already says of an element, or said when the request was sent. */
export function Facts({ facts }: { facts: readonly { label: string; value: string }[] }) {
  return (
    <dl class="facts">
      {facts.map(({ label, value }) => (
        <div key={`${label} ${value}`}>
          <dt>{label}</dt>
          <dd class="several-lines">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
