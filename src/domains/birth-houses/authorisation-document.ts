import { civilDate, formatInstant, formatLongDate } from '../../web/dates.js'
import { formatBytes } from '../../web/numbers.js'
import type { Block, PrintedDocument } from '../../web/pdf/blocks.js'
import { elementsOf, FILE_ELEMENTS, FILE_PART_CODES, FILE_PARTS, PURPOSES } from './authorisation-elements.js'
import type { FileContent } from './authorisation-schemas.js'
import type { SentVersion } from './authorisation-versions.js'

type Element = FileContent['elements'][number]

/** A request as it was sent, on paper: what it says in the order of the arrêté, which documents came with it. Pure. */
export function requestDocument(sent: SentVersion): PrintedDocument {
  const { content, version, receipt, submittedAt, timeZone } = sent
  return {
    network: content.house.network,
    title: 'Demande d’autorisation d’une maison de naissance',
    subtitle: content.house.name,
    date: formatLongDate(civilDate(new Date(submittedAt), timeZone)),
    version: `version ${version}, ${receipt}`,
    madeAt: new Date(submittedAt),
    hasContents: true,
    blocks: [
      ...heading(sent),
      ...FILE_PART_CODES.flatMap((part): Block[] => [
        { kind: 'heading', level: 1, text: `${FILE_PARTS[part].rank} ${FILE_PARTS[part].title}` },
        ...elementsOf(part).flatMap((code) =>
          content.elements.filter((element) => element.code === code).flatMap(elementBlocks),
        ),
      ]),
      ...proof(sent),
    ],
  }
}

function heading({
  content,
  version,
  receipt,
  submittedAt,
  submittedBy,
  reason,
  timeZone,
}: SentVersion): Block[] {
  return [
    paragraph(
      'Dossier prévu à l’article R. 6323-32 du code de la santé publique, composé selon l’article 1er de l’arrêté du 22 décembre 2021.',
    ),
    {
      kind: 'list',
      items: [
        `Maison de naissance : ${content.house.name}, n° FINESS ${content.house.finessNumber}`,
        `Objet : ${PURPOSES[content.purpose]}`,
        `Version ${version}, transmise le ${formatInstant(new Date(submittedAt), timeZone)} par ${submittedBy}, accusé ${receipt}`,
        ...(reason === null ? [] : [`Ce qui change depuis la version précédente : ${reason}`]),
      ],
    },
  ]
}

function elementBlocks({ code, label, text, facts, documents }: Element): Block[] {
  const { letter } = FILE_ELEMENTS[code]
  return [
    { kind: 'heading', level: 2, text: letter === null ? label : `${letter}) ${label}` },
    ...(text ?? '').split(/\n+/).filter(Boolean).map(paragraph),
    ...facts.flatMap(({ label, value }): Block[] => [
      { kind: 'paragraph', style: 'strong', text: label },
      ...value.split(/\n+/).map(paragraph),
    ]),
    ...(documents.length === 0
      ? []
      : [
          { kind: 'paragraph', style: 'strong', text: 'Documents joints' } as const,
          {
            kind: 'list',
            items: documents.map(({ name, bytes }) => `${name} (${formatBytes(bytes)})`),
          } as const,
        ]),
  ]
}

/** What lets anybody check that the documents at hand are those that were sent. */
function proof({ content, contentHash }: SentVersion): Block[] {
  const documents = new Map(content.elements.flatMap((one) => one.documents).map((one) => [one.id, one]))
  return [
    { kind: 'heading', level: 1, text: 'Empreintes' },
    paragraph(
      'Empreinte SHA-256 de cette version, puis de chaque document joint. Les documents se téléchargent sur la plateforme.',
    ),
    { kind: 'paragraph', style: 'small', text: grouped(contentHash) },
    ...[...documents.values()].flatMap(({ name, sha256 }): Block[] => [
      { kind: 'paragraph', style: 'strong', text: name },
      { kind: 'paragraph', style: 'small', text: grouped(sha256) },
    ]),
  ]
}

/** By eight, so that it can be compared by eye and folded at the end of a line. */
function grouped(hash: string): string {
  return (hash.match(/.{1,8}/g) ?? []).join(' ')
}

function paragraph(text: string): Block {
  return { kind: 'paragraph', text }
}
