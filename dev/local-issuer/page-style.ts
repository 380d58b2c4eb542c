/** The look of the issuer's pages: no web fonts, no images, light and dark. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --line: #d0d5dd; --soft: #f5f6f8; --accent: #1d4ed8; --bad: #b42318 }
@media (prefers-color-scheme: dark) {
  :root { --line: #3c434f; --soft: #1f242d; --accent: #8ab4ff; --bad: #ff9b8f }
}
* { box-sizing: border-box }
body { margin: 0; font: 1rem/1.5 system-ui, sans-serif }
main { max-width: 34rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.5rem; margin: 0 0 .5rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .5rem }
label { display: block; margin-top: 1rem; font-weight: 600 }
input, button { font: inherit; padding: .6rem .75rem; border-radius: .5rem; border: 1px solid var(--line) }
input { width: 100%; margin-top: .25rem }
a { color: var(--accent) }
button { cursor: pointer; background: transparent; color: var(--accent); border-color: var(--accent) }
button.primary { margin-top: 1.25rem; width: 100%; background: #1d4ed8; border-color: #1d4ed8; color: #fff; font-weight: 600 }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px }
[role=alert] { border-left: 4px solid var(--bad); background: var(--soft); padding: .6rem .9rem; color: var(--bad) }
ul { list-style: none; margin: 0; padding: 0 }
li { border: 1px solid var(--line); border-radius: .75rem; padding: .9rem; margin-top: .75rem }
li p { margin: .1rem 0 .6rem }
code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere }
`;
