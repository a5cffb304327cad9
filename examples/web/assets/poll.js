// Polls the server at its interval, until there is another page to show.

const { poll, csrf, version, refresh } = document.querySelector('main').dataset;
let wait = Number(refresh);

async function sendPoll() {
  const response = await fetch(poll, {
    method: 'POST',
    headers: { 'X-CSRF-Token': csrf },
    body: new URLSearchParams({ version }),
  });
  // the session has ended or changed; the home page shows its state
  if (response.status === 403) return location.replace('/');
  if (!response.ok) throw new Error(`${poll}: ${response.status}`);
  const { ContinuePolling, Refresh, Next } = await response.json();
  if (Next) return location.replace(Next);
  if (ContinuePolling) schedule(Refresh);
}

function schedule(milliseconds) {
  wait = milliseconds;
  setTimeout(() => sendPoll().catch(() => schedule(Math.max(wait, 1000))), wait);
}

schedule(wait);
