// POST /send asks WhatsApp to send a template; POST /webhook hears what became of it.
const crypto = require('node:crypto');
const express = require('express');

const { PORT = '3000', WHATSAPP_TOKEN, PHONE_NUMBER_ID, APP_SECRET, VERIFY_TOKEN } = process.env;
const API = `https://graph.facebook.com/v23.0/${PHONE_NUMBER_ID}/messages`;
const HEADERS = { authorization: `Bearer ${WHATSAPP_TOKEN}`, 'content-type': 'application/json' };
const PATIENCE_MS = 5_000; // what must wait longer is given up
const freeAt = new Map(); // account, number or recipient: when the next call may be made
const inARow = new Map(); // recipient: how often in a row there was too much for one person
const states = new Map(); // message: what is known of it; a database, in earnest

async function send(to, message) {
  const giveUpAt = Date.now() + PATIENCE_MS;
  for (;;) {
    for (let at; (at = Math.max(...['account', 'number', to].map((key) => freeAt.get(key) ?? 0))) > Date.now();) {
      if (at > giveUpAt) return 503; // surely not sent
      await new Promise((done) => setTimeout(done, at - Date.now() + Math.random() * 1_000));
    }
    const request = { method: 'POST', headers: HEADERS, body: JSON.stringify(message) };
    const answer = await fetch(API, { ...request, signal: AbortSignal.timeout(2_000) }).catch(() => null);
    const said = await answer?.json().catch(() => null);
    if (!said || answer.status >= 500) continue; // no answer: try again
    if (said.messages) return inARow.delete(to), 202;
    if (!isNotNow(said.error?.code, to, answer.headers.get('retry-after'))) return 502; // not ever
  }
}

function isNotNow(code, to, retryAfter) {
  const row = inARow.get(to) ?? 0;
  if (code === 131056) inARow.set(to, row + 1);
  const waits = { 4: ['account', 60], 80007: ['account', 60], 130429: ['number', 1], 131056: [to, 4 ** row] };
  const [key, seconds] = waits[code] ?? [];
  if (key) freeAt.set(key, Date.now() + (Number(retryAfter) || seconds) * 1_000 + 100);
  return key !== undefined;
}

const app = express();
app.post('/send', express.json(), async ({ body: { to, template, language, params, code } }, response) => {
  const parameters = params.map((text) => ({ type: 'text', text }));
  const components = [{ type: 'body', parameters }];
  if (code) components.push({ type: 'button', sub_type: 'url', index: '0', parameters });
  const content = { type: 'template', template: { name: template, language: { code: language }, components } };
  const id = crypto.randomUUID(); // comes back with each webhook, even where the answer was lost
  const status = await send(to, { messaging_product: 'whatsapp', to, biz_opaque_callback_data: id, ...content });
  if (!states.has(id)) states.set(id, { 202: 'accepted', 504: 'unknown' }[status] ?? 'failed');
  response.status(status).json({ id, state: states.get(id) });
});
app.get('/webhook', ({ query }, response) =>
  query['hub.verify_token'] === VERIFY_TOKEN ? response.send(query['hub.challenge']) : response.sendStatus(403));
app.post('/webhook', express.raw({ type: () => true, limit: '3mb' }), (request, response) => {
  const due = Buffer.from(`sha256=${crypto.createHmac('sha256', APP_SECRET).update(request.body).digest('hex')}`);
  const got = Buffer.from(request.get('x-hub-signature-256') ?? '');
  if (got.length !== due.length || !crypto.timingSafeEqual(got, due)) return response.sendStatus(403);
  const values = JSON.parse(request.body).entry.flatMap(({ changes }) => changes.map(({ value }) => value));
  for (const { biz_opaque_callback_data: id, status } of values.flatMap(({ statuses = [] }) => statuses))
    if (states.get(id) !== 'read') states.set(id, status); // they may come out of order
  response.sendStatus(200);
});
app.listen(Number(PORT), '127.0.0.1');
