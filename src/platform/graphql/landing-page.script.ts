/**
 * Runs in the landing page: loads Apollo Sandbox from Apollo's network, or says that it cannot. The
 * page's fragment may bring a document and headers; no browser sends it to a server.
 */
export const LANDING_PAGE_SCRIPT = `
const { script, initialState } = JSON.parse(document.getElementById('options').textContent);
const fragment = new URLSearchParams(location.hash.slice(1));
history.replaceState(null, '', location.pathname);
if (fragment.has('document')) initialState.document = fragment.get('document');
if (fragment.has('headers')) initialState.headers = JSON.parse(fragment.get('headers'));

const patience = setTimeout(giveUp, 10_000);
const element = document.createElement('script');
element.onload = open;
element.onerror = giveUp;
element.src = script;
document.head.append(element);

function open() {
  clearTimeout(patience);
  document.body.className = 'loaded';
  new window.EmbeddedSandbox({
    target: '#sandbox',
    initialEndpoint: location.href,
    initialState,
    endpointIsEditable: false,
    hideCookieToggle: true,
    allowDynamicStyles: false,
    runTelemetry: false,
  });
}

function giveUp() {
  clearTimeout(patience);
  document.body.className = 'failed';
}
`;

export const LANDING_PAGE_STYLE = `
:root { color-scheme: light dark }
* { box-sizing: border-box }
body { margin: 0; height: 100vh; display: flex; flex-direction: column; font: 1rem/1.5 system-ui, sans-serif }
header { display: flex; flex-wrap: wrap; gap: .25rem 1.5rem; padding: .5rem 1rem; background: #1b2330; color: #fff }
header strong { margin-right: auto }
header a { color: #b9d0ff }
main { max-width: 40rem; margin: 0 auto; padding: 2rem 1rem }
h1 { font-size: 1.5rem }
#sandbox { flex: 1; min-height: 0 }
iframe { width: 100%; height: 100%; border: 0; background: #fff }
.loaded main, .failed .loading, body:not(.failed) .failure, body:not(.loaded) #sandbox { display: none }
`;
