import { formatDate, formatLongDate } from '../../web/dates.js'
import { formatCount, formatNumber } from '../../web/numbers.js'
import type { Block, PrintedDocument } from '../../web/pdf/blocks.js'
import { CHARTER_ITEM_NUMBERS, CHARTER_ITEMS } from '../birth-houses/charter-schemas.js'
import type { ReportContent } from './content.js'
import { FIGURES, SECTIONS } from './figure-list.js'
import {
  CHARGES,
  ECONOMY,
  FUNCTIONING,
  ORGANISATION,
  type Question,
  RECEIPTS,
  type StatementGroup,
  totalOf,
} from './questions.js'

const NOTHING = 'non renseigné'

/** When it was sent and under what; null for a draft, which says so on every page. */
export type Sending = {
  version: number
  receipt: string
  sentOn: string
  sentBy: string
  reason: string | null
}

/**
 * The report as the annexes of the arrêté order it, for both its PDF and its Word document. `today` dates a draft.
 */
export function reportDocument(
  content: ReportContent,
  sending: Sending | null,
  { today, madeAt }: { today: string; madeAt: Date },
): PrintedDocument {
  return {
    network: content.house.network,
    title: `Rapport d’activité ${content.year}`,
    subtitle: content.house.name,
    date: formatLongDate(sending?.sentOn ?? today),
    version: sending === null ? 'projet, non transmis' : `version ${sending.version}, ${sending.receipt}`,
    madeAt,
    hasContents: true,
    blocks: [
      ...heading(content, sending),
      { kind: 'heading', level: 1, text: 'Volet 1 – Indicateurs techniques', onNewPage: true },
      ...voletOne(content),
      ...voletTwo(content),
      ...remarks(content),
      ...joinedCharter(content),
    ],
  }
}

/** What volet 1 takes from what the house keeps all year, in sentences. */
export function computedLines(
  { code }: Question,
  { workforce, meetings }: Pick<ReportContent, 'workforce' | 'meetings'>,
): string[] {
  switch (code) {
    case 'I.d': {
      const { globalMidwives, globalFte } = workforce
      const time =
        globalFte === null
          ? 'équivalent temps plein non renseigné'
          : `${formatNumber(globalFte, 2)} équivalent temps plein`
      return [`${midwives(globalMidwives)} en suivi global, ${time}, au 31 décembre.`]
    }
    case 'I.e':
      return [`${midwives(workforce.supportMidwives)} d’appui, au 31 décembre.`]
    case 'I.f':
      return workforce.others.length === 0
        ? ['Aucun autre personnel.']
        : workforce.others.map(({ occupation, headcount, fte, missions }) =>
            [`${occupation} : ${headcount}`, fte === null ? null : `${formatNumber(fte, 2)} ETP`, missions]
              .filter((part) => part !== null)
              .join(', '),
          )
    case 'II.a':
      return met(meetings.partner, 'réunion', 'réunions')
    case 'II.b':
      return met(meetings.network, 'réunion', 'réunions')
    default:
      return met(meetings.staff, 'staff', 'staffs')
  }
}

function midwives(count: number): string {
  return formatCount(count, 'sage-femme', 'sages-femmes')
}

function met({ count, subjects }: ReportContent['meetings']['partner'], one: string, many: string): string[] {
  const counted = `${formatCount(count, one, many)}.`
  return subjects.length === 0 ? [counted] : [counted, `Objets : ${subjects.join(' ; ')}.`]
}

function heading({ house }: ReportContent, sending: Sending | null): Block[] {
  return [
    paragraph(
      'Rapport prévu à l’article R. 6323-33 du code de la santé publique, composé selon les annexes 1 et 2 de l’arrêté du 22 décembre 2021.',
    ),
    {
      kind: 'list',
      items: [
        `Maison de naissance : ${house.name}, n° FINESS ${house.finessNumber}`,
        `Personne morale : ${house.legalName ?? NOTHING}${house.legalForm === null ? '' : ` (${house.legalForm})`}`,
        `Établissement partenaire : ${house.partner ?? NOTHING}`,
        ...(sending === null
          ? []
          : [`Transmis le ${formatDate(sending.sentOn)} par ${sending.sentBy}, accusé ${sending.receipt}`]),
        ...(sending?.reason ? [`Remplace la version précédente : ${sending.reason}`] : []),
      ],
    },
  ]
}

/** What annex 1 asks and what was answered, for the page and for the paper: they never differ. */
export function voletOne(content: ReportContent): Block[] {
  return [
    { kind: 'heading', level: 2, text: 'I. Organisation de la maison de naissance' },
    ...ORGANISATION.flatMap((question) => answered(question, organisation(question, content))),
    ...answered({ code: '', label: 'Charte de fonctionnement' }, [
      content.charter === null
        ? 'Aucune charte adoptée.'
        : `Version ${content.charter.version}, adoptée le ${formatDate(content.charter.adoptedOn)}${content.charter.text === null ? '' : ', jointe à la fin du rapport'}.`,
    ]),
    { kind: 'heading', level: 2, text: 'II. Fonctionnement de la maison de naissance' },
    ...FUNCTIONING.flatMap((question) => answered(question, functioning(question, content))),
    { kind: 'heading', level: 2, text: 'III. Indicateurs économiques' },
    ...ECONOMY.flatMap((question) =>
      answered(question, [amount(content.answers.numbers[question.code], 'euros')]),
    ),
    { kind: 'heading', level: 2, text: 'IV. Compte rendu financier' },
    statement('Charges', CHARGES, content),
    statement('Recettes', RECEIPTS, content),
  ]
}

function organisation(question: Question, content: ReportContent): string[] {
  const { code, kind } = question
  if (kind === 'computed') return computedLines(question, content)
  const { changed = null, text = null } = content.answers.once[code] ?? {}
  const isUnchanged = !content.isFirst && changed === false
  return [isUnchanged ? 'Sans changement depuis le rapport précédent.' : (text ?? NOTHING)]
}

function functioning(question: Question, content: ReportContent): string[] {
  const { code, kind } = question
  if (kind === 'computed') return computedLines(question, content)
  return [
    kind === 'kilometres'
      ? amount(content.answers.numbers[code], 'km')
      : (content.answers.texts[code] ?? NOTHING),
  ]
}

function statement(caption: string, groups: readonly StatementGroup[], { answers }: ReportContent): Block {
  const thousands = (value: number | null | undefined) =>
    value === null || value === undefined ? NOTHING : formatNumber(value, 1)
  return {
    kind: 'table',
    caption: `${caption}, en milliers d’euros`,
    columns: [
      { label: caption, share: 3 },
      { label: 'Montant (milliers d’€)', share: 1, numeric: true },
    ],
    rows: [
      ...groups.flatMap(({ label, lines }) => [
        [
          [{ text: label, style: 'strong' as const }],
          thousands(totalOf([{ label, lines }], answers.amounts)),
        ],
        ...lines.map((line) => [`– ${line.label}`, thousands(answers.amounts[line.code])]),
      ]),
      [
        [{ text: `TOTAL DES ${caption.toLocaleUpperCase('fr')}`, style: 'strong' as const }],
        [{ text: thousands(totalOf(groups, answers.amounts)), style: 'strong' as const }],
      ],
    ],
  }
}

function voletTwo(content: ReportContent): Block[] {
  const figures = new Map(content.figures.map((figure) => [figure.code, figure]))
  return [
    { kind: 'heading', level: 1, text: 'Volet 2 – Indicateurs médicaux', onNewPage: true },
    ...SECTIONS.flatMap(({ roman, title }): Block[] => [
      { kind: 'heading', level: 2, text: `${roman}. ${title}` },
      {
        kind: 'table',
        caption: `${roman}. ${title}, année ${content.year}`,
        columns: [
          { label: 'Indicateur', share: 5 },
          { label: 'Nombre', share: 1, numeric: true },
        ],
        rows: FIGURES.filter(({ code }) => code.split('.')[0] === roman).map(({ code, label, note }) => {
          const figure = figures.get(code)
          return [
            [
              { text: `${code}  ${label}`, style: 'plain' as const },
              ...(note === null ? [] : [{ text: note, style: 'small' as const }]),
              ...(figure?.details ?? [])
                .filter(({ counts }) => counts.length > 0)
                .map(({ label, counts }) => ({
                  text: `${label} : ${counts.map(({ words, count }) => `${words} (${count})`).join(', ')}`,
                  style: 'small' as const,
                })),
              ...(figure && figure.missing > 0
                ? [{ text: `Non renseigné pour ${figure.missing}.`, style: 'small' as const }]
                : []),
            ],
            figure === undefined ? NOTHING : formatNumber(figure.value),
          ]
        }),
      },
    ]),
  ]
}

function remarks({ remarks }: ReportContent): Block[] {
  if (remarks.length === 0) return []
  return [
    { kind: 'heading', level: 1, text: 'Remarques sur les chiffres' },
    ...remarks.flatMap(({ sentence, explanation }): Block[] => [
      paragraph(sentence),
      { kind: 'paragraph', style: 'small', text: `Explication de la maison : ${explanation || NOTHING}` },
    ]),
  ]
}

/** The charter in force at the end of the year, whole: the annex asks for its copy. */
export function joinedCharter({ charter }: Pick<ReportContent, 'charter'>): Block[] {
  if (!charter?.text) return []
  const { items, ...said } = charter.text
  return [
    { kind: 'heading', level: 1, text: 'Charte de fonctionnement', onNewPage: true },
    paragraph(`Version ${charter.version}, adoptée le ${formatDate(charter.adoptedOn)}.`),
    ...CHARTER_ITEM_NUMBERS.flatMap((number): Block[] => [
      { kind: 'heading', level: 2, text: `${number}. ${CHARTER_ITEMS[number]}` },
      ...(items[number] ?? NOTHING).split(/\n+/).map(paragraph),
      ...(number === '13' ? [paragraph(presence(said.presenceMaxHours))] : []),
      ...(number === '15'
        ? [
            paragraph(`Tests sanguins du dépistage néonatal : ${said.bloodScreening ?? NOTHING}`),
            paragraph(`Dépistage de la surdité permanente néonatale : ${said.hearingScreening ?? NOTHING}`),
          ]
        : []),
    ]),
  ]
}

function presence(hours: number | null): string {
  const said = hours === null ? NOTHING : formatCount(hours, 'heure', 'heures')
  return `Durée maximale de présence : ${said}.`
}

function answered({ code, label }: Pick<Question, 'code' | 'label'>, lines: readonly string[]): Block[] {
  return [
    { kind: 'paragraph', style: 'strong', text: code === '' ? label : `${code}  ${label}` },
    ...lines.map(paragraph),
  ]
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text }
}

function amount(value: number | null | undefined, unit: string): string {
  return value === null || value === undefined
    ? NOTHING
    : `${formatNumber(value, Number.isInteger(value) ? 0 : 2)} ${unit}`
}
