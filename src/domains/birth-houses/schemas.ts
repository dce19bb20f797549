import { z } from 'zod'

export const HouseParams = z.strictObject({ id: z.uuid() })

const ShortName = z
  .string()
  .trim()
  .min(2, 'Le nom court compte au moins 2 caractères.')
  .max(30, 'Le nom court compte au plus 30 caractères.')

/** A house to open: at a site already known, or at a new one, which then needs a name and a FINESS number. */
export const NewHouse = z
  .strictObject({
    establishmentId: z.uuid('Choisissez un site dans la liste.').nullable().default(null),
    name: z.string().trim().min(1).max(200).nullable().default(null),
    finessGeo: z
      .string()
      .regex(/^[0-9][0-9AB][0-9]{7}$/, 'Un n° FINESS compte neuf chiffres, par exemple 990000137.')
      .nullable()
      .default(null),
    territoryId: z.uuid('Choisissez un territoire dans la liste.').nullable().default(null),
    shortName: ShortName,
    partnerEstablishmentId: z
      .uuid('Choisissez la maternité partenaire dans la liste.')
      .nullable()
      .default(null),
    openedOn: z.iso.date('Indiquez une date, par exemple 31/12/2026.').nullable().default(null),
  })
  .refine(({ establishmentId, name }) => establishmentId !== null || name !== null, {
    path: ['name'],
    error: 'Choisissez un site de la liste, ou indiquez le nom du nouveau site.',
  })
  .refine(({ establishmentId, finessGeo }) => establishmentId !== null || finessGeo !== null, {
    path: ['finessGeo'],
    error: 'Un nouveau site a besoin de son n° FINESS géographique.',
  })
export type NewHouse = z.infer<typeof NewHouse>

const text = (max: number) => z.string().max(max).optional()

/** The same, as the form sends it. */
export const NewHouseForm = z.strictObject({
  establishmentId: text(36),
  name: text(300),
  finessGeo: text(20),
  territoryId: text(36),
  shortName: text(100),
  partnerEstablishmentId: text(36),
  openedOn: text(20),
})
export type NewHouseForm = z.infer<typeof NewHouseForm>

export const House = z.strictObject({
  id: z.uuid(),
  name: z.string(),
  shortName: z.string(),
  finessGeo: z.string(),
  territory: z.string().nullable(),
  partner: z.strictObject({ id: z.uuid(), name: z.string() }).nullable(),
  openedOn: z.iso.date().nullable(),
  closedOn: z.iso.date().nullable(),
})
export type House = z.infer<typeof House>

/** What a notice may say was done, by the word in the address. */
export const DONE = {
  ouverte: 'La maison de naissance est ouverte. Invitez maintenant ses sages-femmes.',
  identite: 'L’identité de la maison est enregistrée.',
  situation: 'Le nom, la partenaire et la fermeture de la maison sont enregistrés.',
  equipe: 'L’équipe de la maison est enregistrée.',
} as const

export const DoneQuery = z.strictObject({ fait: z.enum(Object.keys(DONE) as [keyof typeof DONE]).optional() })
