import { type FieldErrors, Form, SubmitButton, TextArea } from '../../web/forms.js'
import { safeHref } from '../../web/links.js'
import { NoticeBox } from '../../web/notice.js'
import { formatCount } from '../../web/numbers.js'
import { DataTable } from '../../web/table.js'
import { typeset } from '../../web/typography.js'
import type { ReturnedMails } from './dead-addresses.js'
import { nameOf } from './due-views.js'
import { RETURNED_MAILS, verifyPath } from './subject-paths.js'

type ReturnedPageProps = {
  /** What was just noted; null before anything is pasted. */
  returned: ReturnedMails | null
  csrfToken: string | null
  errors?: FieldErrors | undefined
  typed?: string | undefined
}

/** Mails that another server sent back to the mailbox of the network: pasted here, their addresses are left alone. */
export function ReturnedPage({ returned, csrfToken, errors, typed }: ReturnedPageProps) {
  return (
    <>
      <p class="lead">
        {typeset(
          'Quand l’autre serveur accepte un courriel puis le renvoie, l’avis arrive dans la boîte du réseau : Trame ne le voit pas. Collez-le ici, ou plusieurs à la suite ; plus rien ne partira vers les adresses qui n’existent plus, tant qu’elles ne sont pas corrigées.',
        )}
      </p>
      {returned && <Outcome returned={returned} />}
      <Form action={RETURNED_MAILS.href} csrfToken={csrfToken} errors={errors}>
        <TextArea
          name="avis"
          label="Avis de non-remise"
          help="Le texte entier, avec les adresses. Dans un avis qui ne nomme pas ses destinataires un par un, seules les adresses à qui Trame a écrit sont prises."
          rows={10}
          value={typed}
          errors={errors}
          required
        />
        <SubmitButton>Noter ces adresses</SubmitButton>
      </Form>
    </>
  )
}

function Outcome({ returned: { silent, unknown } }: { returned: ReturnedMails }) {
  if (silent.length === 0) {
    return (
      <NoticeBox
        kind="attention"
        title="Aucune fiche n’est demandée à une adresse de ce texte : rien n’a changé."
        text={unknown.length > 0 ? unknownWords(unknown) : 'Vérifiez qu’il contient l’adresse en entier.'}
      />
    )
  }
  return (
    <>
      <NoticeBox
        kind="success"
        title={typeset(
          `Plus rien ne partira vers ${formatCount(silent.length, 'fiche', 'fiches')}, jusqu’à ce que son adresse soit corrigée.`,
        )}
        text={unknown.length > 0 ? unknownWords(unknown) : 'Appelez, ou corrigez l’adresse.'}
      />
      <DataTable
        caption="Fiches dont l’adresse ne répond plus"
        columns={[
          {
            key: 'name',
            label: 'Fiche',
            rowHeader: true,
            cell: (record) => <a href={safeHref(verifyPath(record))}>{nameOf(record)}</a>,
          },
          { key: 'email', label: 'Adresse', cell: ({ email }) => email ?? '' },
        ]}
        rows={silent}
        rowKey={({ id }) => id}
        onPhone="cards"
        empty={{ sentence: 'Aucune fiche.' }}
        note="Une adresse prise à tort se rétablit depuis sa fiche : « Cette adresse répond de nouveau »."
      />
    </>
  )
}

const MOST_SHOWN = 10

function unknownWords(unknown: readonly string[]): string {
  const shown = unknown.slice(0, MOST_SHOWN).join(', ')
  const more = unknown.length > MOST_SHOWN ? ` et ${unknown.length - MOST_SHOWN} autres` : ''
  return typeset(`Sans fiche à vérifier à cette adresse : ${shown}${more}.`)
}
