import { renderToString } from 'preact-render-to-string'
import t from 'tap'
import { ImportPage } from '../../src/domains/directory-imports/import-view.js'
import type { ImportDetail, ImportRow } from '../../src/domains/directory-imports/schemas.js'

/* What the page of an import says, without a database. */

const NOBODY = { new: 0, changed: 0, unchanged: 0, gone: 0 }
const DETAIL: ImportDetail = {
  ...{ id: '3f0c1d3e-5d0a-4c55-9d6b-0c5f5f6d2a11', state: 'undone', kind: 'sheet', fileName: 'annuaire.csv' },
  ...{ fileDate: '2026-11-30', receivedAt: '2026-11-30T08:00:00.000Z', uploadedByName: 'Camille Roy' },
  ...{ bytesTotal: 10, bytesRead: 10, stepsDone: 0, stepsTotal: null, notes: [], doubts: [] },
  counts: {
    ...{ lines: 1, setAside: 0, people: NOBODY, structures: NOBODY },
    ...{ refused: 0, refusedNotListed: 0, warnings: 0, kept: 0 },
  },
  outcome: null,
  ...{ comparedAt: '2026-11-30T08:01:00.000Z', appliedAt: null, undoneAt: '2026-11-30T09:00:00.000Z' },
  ...{ failureCode: null, failureWords: null, proposal: null, options: {} },
}

t.test('an import undone does not say that all is as it was when some of it stays', async (t) => {
  const shown = (left: number) => page({ ...DETAIL, outcome: { done: 3, left } })
  t.match(shown(0), /l’annuaire est revenu à ce qu’il était\./)
  t.notMatch(shown(0), /montrer=laissees/)
  t.match(shown(1), /l’annuaire est revenu à ce qu’il était, sauf 1.fiche\./)
  t.match(shown(1), /montrer=laissees">Ce qui reste de l’import, et pourquoi/)
})

t.test('a value that is kept is said without agreeing with its field', async (t) => {
  const row: ImportRow = {
    ...{ line: 2, verdict: 'unchanged', subjectKind: 'structure', subjectId: null, label: 'CH de Valbrune' },
    ...{ changes: [], column: null, reason: null, remark: null },
    kept: [{ field: 'Adresse', ours: '1 rue A', theirs: '2 rue B', why: 'votre tableau dit' }],
  }
  const shown = page(DETAIL, [row])
  t.match(shown, /Adresse.: 1 rue A, valeur gardée \(votre tableau dit «.2 rue B.»\)/)
})

function page(detail: ImportDetail, rows: ImportRow[] = []): string {
  return renderToString(
    <ImportPage
      detail={detail}
      rows={{ rows, total: rows.length, page: 1, pageCount: 1 }}
      query={{ q: '', page: 1 }}
      prefill={null}
      typed={null}
      errors={undefined}
      tabs={[]}
      timeZone="Europe/Paris"
      csrfToken={null}
    />,
  )
}
