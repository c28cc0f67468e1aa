/** HTML that has been escaped already. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | string | number | null | undefined | false | readonly Html[]

/** Everything put into the template is escaped, unless it is Html itself. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  let text = strings[0] ?? ""
  parts.forEach((part, index) => {
    text += render(part) + (strings[index + 1] ?? "")
  })
  return new Html(text)
}

function render(part: Part): string {
  if (part === null || part === undefined || part === false) return ""
  if (part instanceof Html) return part.text
  if (typeof part === "string" || typeof part === "number") return escape(String(part))
  return part.map((item) => item.text).join("")
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
}

const STYLE = new Html(`
:root { color-scheme: light dark; --ink: #1a2b2a; --paper: #f4f7f6; --card: #fff; --line: #c3d0cd;
  --brand: #00695c; --on-brand: #fff; --bad: #a4161a; --soft: #55706c }
@media (prefers-color-scheme: dark) { :root { --ink: #e6efed; --paper: #101817; --card: #192422;
  --line: #3a4d4a; --brand: #4db6a6; --on-brand: #06201c; --bad: #ff8a80; --soft: #9db3af } }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper) }
header { padding: .75rem 1rem; background: var(--brand); color: var(--on-brand) }
header a { color: inherit; margin-right: 1rem }
main { max-width: 30rem; margin: 1rem auto; padding: 1rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .5rem }
main.wide { max-width: 76rem; overflow-x: auto }
main.low { border: 0; margin: 0 auto }
h1 { font-size: 1.3rem; margin: 0 0 .5rem }
h2 { font-size: 1.05rem }
label { display: block; margin-top: .75rem; font-weight: 600 }
input, select { width: 100%; padding: .55rem; font: inherit; color: inherit;
  background: var(--paper); border: 1px solid var(--line); border-radius: .3rem }
input[aria-invalid=true] { border-color: var(--bad) }
.buttons { display: flex; gap: .75rem; margin-top: 1.25rem; flex-wrap: wrap }
button { flex: 1; padding: .65rem 1rem; font: inherit; border-radius: .3rem; cursor: pointer;
  border: 1px solid var(--brand); background: var(--brand); color: var(--on-brand) }
button.plain { background: transparent; color: inherit; border-color: var(--line) }
:focus-visible { outline: 3px solid var(--brand); outline-offset: 2px }
.acts { display: grid; gap: .75rem; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr));
  align-items: end }
.acts button { width: 100%; margin-top: .5rem }
.types { display: grid; grid-template-columns: 1fr 1fr; gap: .5rem; margin-top: 1rem }
.sum { font-size: 1.5rem; font-weight: 700 }
.error { color: var(--bad); font-weight: 600 }
.soft, small { color: var(--soft) }
table { border-collapse: collapse; width: 100%; font-size: .875rem }
th, td { text-align: left; padding: .35rem .6rem; border-bottom: 1px solid var(--line);
  vertical-align: top }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums }
code { font-size: .85em; overflow-wrap: anywhere }
details { margin-top: 1rem }
`)

export type PageOptions = { title: string; kind?: "wide" | "low"; body: Html }

export function page({ title, kind, body }: PageOptions): string {
  const header =
    kind === "wide"
      ? html`<header>
          <nav aria-label="Simulator">
            <a href="/">Simulator</a><a href="/transactions">Transactions</a>
          </nav>
        </header>`
      : kind !== "low" && html`<header>Sage Pay simulator: no real card, no real money</header>`
  return html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title}</title>
        <style>
          ${STYLE}
        </style>
      </head>
      <body>
        ${header}
        <main class="${kind ?? ""}">
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text
}
