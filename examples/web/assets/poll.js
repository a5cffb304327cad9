// Asks whether something has happened elsewhere: when the server says, until the page is another.

const { poll, csrf, page, refresh } = document.querySelector('main').dataset;
let wait = Number(refresh);

async function ask() {
  const response = await fetch(poll, {
    method: 'POST',
    headers: { 'X-CSRF-Token': csrf },
    body: new URLSearchParams({ page }),
  });
  // another session, or none: the home page knows which
  if (response.status === 403) return location.replace('/');
  if (!response.ok) throw new Error(`${poll}: ${response.status}`);
  const { ContinuePolling, Refresh, Next } = await response.json();
  if (Next) return location.replace(Next);
  if (ContinuePolling) later(Refresh);
}

function later(milliseconds) {
  wait = milliseconds;
  setTimeout(() => ask().catch(() => later(Math.max(wait, 1000))), wait);
}

later(wait);
