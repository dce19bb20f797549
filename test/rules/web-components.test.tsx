import type { VNode } from 'preact'
import { renderToString } from 'preact-render-to-string'
import { t } from 'tap'
import type { Actor } from '../../src/access/actor.js'
import { Checkbox, CheckboxGroup, RadioGroup, SelectField } from '../../src/web/choices.js'
import { ErrorBody } from '../../src/web/error-page.js'
import { FigureCard } from '../../src/web/figure-card.js'
import { Field, FileField, Form, SubmitButton, TextArea } from '../../src/web/forms.js'
import { navigationOf } from '../../src/web/navigation.js'
import { NoticeBox } from '../../src/web/notice.js'
import { Page, type PageFrame, renderPage } from '../../src/web/page.js'
import { ProgressBar, progressReport } from '../../src/web/progress.js'
import { SearchForm } from '../../src/web/search.js'
import { CellValue } from '../../src/web/states.js'
import { readStylesheet } from '../../src/web/stylesheet.js'
import { DataTable } from '../../src/web/table.js'
import { Tabs } from '../../src/web/tabs.js'
import { StateTag, VersionTag } from '../../src/web/tags.js'

const HOSTILE = `"><script>alert('x')</script>&`
const LINK = 'javascript:alert(1)'

const FRAME: PageFrame = {
  title: 'Annuaire',
  module: 'Membres',
  network: { name: 'Réseau Estuaire' },
  user: { name: 'Claire Morvan', role: 'coordinatrice' },
  nav: [{ href: '/annuaire', label: 'Annuaire', current: true }],
  breadcrumb: [{ label: 'Accueil', href: '/' }, { label: 'Annuaire' }],
  csrfToken: 'jeton',
}

t.test('hostile text is inert in every component', async (t) => {
  const errors = { [HOSTILE]: HOSTILE }
  const base = { name: HOSTILE, label: HOSTILE, help: HOSTILE, errors }
  const options = [{ value: HOSTILE, label: HOSTILE, help: HOSTILE }]
  const components: Record<string, VNode> = {
    page: (
      <Page
        {...FRAME}
        title={HOSTILE}
        module={HOSTILE}
        network={{ name: HOSTILE }}
        user={{ name: HOSTILE, role: HOSTILE }}
        nav={[{ href: LINK, label: HOSTILE, current: false }]}
        breadcrumb={[{ label: HOSTILE, href: LINK }, { label: HOSTILE }]}
        csrfToken={HOSTILE}
        notice={{ kind: 'error', title: HOSTILE, text: HOSTILE }}
        updated={{ at: HOSTILE, by: HOSTILE }}
        definitionsVersion={HOSTILE}
        assetVersion={HOSTILE}
      />
    ),
    form: (
      <Form action={LINK} csrfToken={HOSTILE} errors={errors}>
        <Field {...base} value={HOSTILE} unit={HOSTILE} />
        <TextArea {...base} value={HOSTILE} />
        <FileField {...base} accept={HOSTILE} />
        <SelectField {...base} options={options} value={HOSTILE} placeholder={HOSTILE} />
        <RadioGroup {...base} options={options} value={HOSTILE} />
        <CheckboxGroup {...base} options={options} values={[HOSTILE]} />
        <Checkbox {...base} value={HOSTILE} />
        <SubmitButton name={HOSTILE} value={HOSTILE}>
          {HOSTILE}
        </SubmitButton>
      </Form>
    ),
    search: <SearchForm action={LINK} label={HOSTILE} value={HOSTILE} />,
    table: (
      <DataTable
        caption={HOSTILE}
        columns={[{ key: 'a', label: HOSTILE, cell: (row: string) => row, sortable: true }]}
        rows={[HOSTILE]}
        sortHref={() => LINK}
        exportHref={LINK}
        exportLabel={HOSTILE}
        pages={{ page: 1, pageCount: 3, href: () => LINK, summary: HOSTILE }}
        empty={{ sentence: HOSTILE }}
        note={HOSTILE}
      />
    ),
    empty: (
      <DataTable
        caption="x"
        columns={[]}
        rows={[]}
        empty={{ sentence: HOSTILE, action: { href: LINK, label: HOSTILE } }}
      />
    ),
    notice: <NoticeBox kind="attention" title={HOSTILE} text={HOSTILE} />,
    progress: (
      <ProgressBar
        id="p"
        label={HOSTILE}
        state={{ done: 1, total: 2, unit: { one: HOSTILE, many: HOSTILE }, finished: false }}
        url={LINK}
      />
    ),
    tags: <StateTag tone="late" word={HOSTILE} detail={HOSTILE} />,
    version: <VersionTag version={HOSTILE} />,
    tabs: <Tabs label={HOSTILE} tabs={[{ href: LINK, label: HOSTILE, current: true, count: 2 }]} />,
    figure: (
      <FigureCard
        title={HOSTILE}
        value={1}
        unit="percent"
        href={LINK}
        numerator={1}
        denominator={2}
        population={HOSTILE}
        trend={{ direction: 'up', difference: 1, versus: HOSTILE, isSignificant: true }}
        coverage={HOSTILE}
        source={HOSTILE}
        definition={HOSTILE}
      />
    ),
    error: (
      <ErrorBody
        whatToDo={HOSTILE}
        kept={HOSTILE}
        reference={HOSTILE}
        action={{ href: LINK, label: HOSTILE }}
      />
    ),
  }
  for (const [name, component] of Object.entries(components)) {
    const html = renderToString(component)
    t.match(html, 'alert(', `${name} shows the text`)
    t.notMatch(html, /<script>|javascript:/, `${name} keeps it inert`)
  }
})

t.test('a page has its language, its title in three parts, and one h1', async (t) => {
  const html = renderPage(
    <Page {...FRAME} definitionsVersion="2026.1" assetVersion="abc">
      <p>Contenu</p>
    </Page>,
  )
  t.match(html, /^<!doctype html><html lang="fr">/)
  t.match(html, '<title>Annuaire – Membres – Réseau Estuaire</title>')
  t.equal(html.match(/<h1/g)?.length, 1)
  t.match(html, 'href="#contenu"')
  t.match(html, 'Vous êtes connectée ou connecté en tant que <')
  t.match(html, 'name="_csrf" value="jeton"')
  t.match(html, 'Accessibilité\u00a0: partiellement conforme')
  t.match(html, 'version 2026.1')
  t.match(html, '/assets/trame.css?v=abc')
  t.notMatch(html, / style="|<style|<script>/, 'nothing the content security policy refuses')
})

t.test('the title says that a form came back with errors', async (t) => {
  t.match(
    renderPage(<Page {...FRAME} notice={{ kind: 'error', title: 'x' }} />),
    '<title>Erreur\u00a0: Annuaire',
  )
})

t.test('a page that follows a job refreshes itself only without JavaScript', async (t) => {
  t.match(
    renderPage(<Page {...FRAME} refreshSeconds={5} />),
    '<noscript><meta http-equiv="refresh" content="5"/></noscript>',
  )
})

t.test('the menu marks one entry, the nearest, for the pages of a part wherever they live', async (t) => {
  const midwife: Actor = {
    ...{ role: 'birth_house', userId: 'u', userName: 'Sage-femme', grantId: 'g', sessionId: 's' },
    ...{ networkName: 'Réseau', networkId: 'n', establishmentId: 'e', finessGeo: 'f', finessPmsi: 'f' },
  }
  const marked = (path: string) =>
    navigationOf(midwife, path)
      .filter(({ current }) => current)
      .map(({ label }) => label)
  t.same(marked('/maison'), ['Maison de naissance'])
  t.same(marked('/maison/rapports/2025'), ['Rapports annuels'])
  t.same(marked('/maisons-de-naissance/1/charte'), ['Maison de naissance'])
  t.same(marked('/maisonnette'), [])
})

t.test('a visitor has no sign-out form', async (t) => {
  t.notMatch(renderPage(<Page {...FRAME} user={null} csrfToken={null} />), /<form/)
})

t.test('the error of a field is tied to it, in the summary and in place', async (t) => {
  const errors = { 'contact.email': 'Écrivez une adresse complète.' }
  const html = renderToString(
    <Form action="/x" csrfToken="jeton" errors={errors}>
      <Field name="contact.email" label="Adresse" type="email" value="claire@" help="Aide" errors={errors} />
      <Field name="phone" label="Téléphone" errors={errors} />
    </Form>,
  )
  t.match(html, 'href="#champ-contact-email"')
  t.match(html, 'id="champ-contact-email-erreur"')
  t.match(
    html,
    /<input[^>]*aria-invalid="true"[^>]*aria-describedby="champ-contact-email-erreur champ-contact-email-aide"/,
  )
  t.match(html, 'value="claire@"', 'what was typed is kept')
  t.equal(html.match(/aria-invalid/g)?.length, 1, 'the other field is not said wrong')
  t.match(html, '1\u00a0réponse à corriger')
})

t.test('a wrong radio group is said so once, and the summary leads to its first choice', async (t) => {
  const html = renderToString(
    <RadioGroup
      name="reason"
      label="Motif"
      errors={{ reason: 'Choisissez.' }}
      options={[
        { value: 'a', label: 'A' },
        { value: 'b', label: 'B' },
      ]}
      value="b"
    />,
  )
  t.match(html, /<fieldset[^>]*aria-invalid="true"[^>]*aria-describedby="champ-reason-erreur"/)
  t.match(html, /id="champ-reason" name="reason" value="a"/)
  t.match(html, /value="b" checked/)
})

t.test('a password never comes back to the page', async (t) => {
  t.notMatch(renderToString(<Field name="p" label="Mot de passe" type="password" value="secret" />), 'secret')
})

t.test('a sorted column says its order and its link offers the other', async (t) => {
  const html = renderToString(
    <DataTable
      caption="Sessions"
      columns={[
        { key: 'name', label: 'Nom', cell: (row: string) => row, sortable: true },
        { key: 'n', label: 'Inscrits', cell: () => 3, sortable: true, numeric: true },
      ]}
      rows={['Hémorragie']}
      sort={{ key: 'name', direction: 'asc' }}
      sortHref={(key, direction) => `?tri=${key}&ordre=${direction}`}
      empty={{ sentence: 'Rien.' }}
    />,
  )
  t.match(html, /<th scope="col" aria-sort="ascending"><a class="sort" href="\?tri=name&amp;ordre=desc"/)
  t.match(html, '?tri=n&amp;ordre=asc')
  t.match(html, /<th scope="row" data-label="Nom">Hémorragie/)
  t.match(html, /<section class="table-box[^>]*aria-labelledby="table-sessions" tabindex="0"/)
})

t.test('a masked figure shows neither its fraction, nor its interval, nor its trend', async (t) => {
  const html = renderToString(
    <FigureCard
      title="x"
      value={{ kind: 'suppressed' }}
      unit="percent"
      numerator={4}
      denominator={977}
      interval={{ low: 31.5, high: 32.5 }}
      trend={{ direction: 'up', difference: 7.7, versus: '2024', isSignificant: true }}
    />,
  )
  t.match(html, '&lt;\u00a011')
  t.notMatch(html, /977|31,5|7,7/)
})

t.test('a difference that chance explains is « stable », and points are not per cent', async (t) => {
  const trend = { direction: 'up', difference: 0.8, versus: '2024', isSignificant: false } as const
  t.match(
    renderToString(<FigureCard title="x" value={1} unit="percent" trend={trend} />),
    'stable (+0,8\u00a0point)',
  )
})

t.test('a figure without denominator is « non calculable »', async (t) => {
  t.match(renderToString(<FigureCard title="x" value={null} unit="percent" />), 'non calculable')
  t.match(renderToString(<FigureCard title="x" value={Number.NaN} unit="percent" />), 'non calculable')
})

t.test('a suppressed cell explains itself', async (t) => {
  t.match(renderToString(<CellValue state={{ kind: 'suppressed' }} />), /title="Secret statistique/)
})

t.test('progress is said in words, and has no percentage while the total is unknown', async (t) => {
  const unit = { one: 'ligne lue', many: 'lignes lues' }
  t.equal(
    progressReport({ done: 3120, total: 10_000, unit, finished: false }).words,
    '3\u202f120\u00a0lignes lues sur 10\u202f000, environ 31\u202f%',
  )
  const unknown = progressReport({ done: 12, total: null, unit, finished: false })
  t.same(unknown, { percent: null, words: '12\u00a0lignes lues', finished: false })
  t.equal(progressReport({ done: 0, total: 0, unit, finished: true }).percent, null)
})

t.test('the stylesheet puts Pico in a layer under our own rules', async (t) => {
  const { css, hash } = readStylesheet()
  t.match(css, /^@layer pico\{/)
  t.notMatch(css, /@charset|@import|url\(["']?https?:/)
  t.match(hash, /^[0-9a-f]{16}$/)
})
