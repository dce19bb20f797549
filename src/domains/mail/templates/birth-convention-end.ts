import { z } from 'zod'
import { formatLongDate } from '../../../web/dates.js'
import { defineTemplate } from './define.js'
import { words } from './params.js'

/** Tells a midwife that the convention of her house with its partner ends soon. */
export const birthConventionEnd = defineTemplate({
  name: 'birth-convention-end',
  params: z.strictObject({
    houseId: z.uuid(),
    houseName: words(200),
    partnerName: words(200),
    endsOn: z.iso.date(),
  }),
  render: ({ houseId, houseName, partnerName, endsOn }, tools) => ({
    subject: `Convention avec ${partnerName} : à renouveler`,
    paragraphs: [
      [
        `La convention de ${houseName} avec ${partnerName} prend fin `,
        { strong: `le ${formatLongDate(endsOn)}` },
        '. Sans convention, la maison ne remplit plus les conditions de son fonctionnement.',
      ],
      'Une fois la suivante signée, notez-la : ce rappel est le seul.',
    ],
    action: {
      label: 'Ouvrir les conventions',
      url: tools.page(`/maisons-de-naissance/${houseId}/conventions`),
    },
  }),
})
