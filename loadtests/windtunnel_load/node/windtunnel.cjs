// A world of a test's own, and what arrived on its customers' handsets.
//
//   const windtunnel = require(process.env.WINDTUNNEL_NODE);
//   const world = await windtunnel.world();             // ids, token and ledger of its own
//   process.env.WHATSAPP_TOKEN = world.token;           // or pass them to the code under test
//   ...
//   const code = await world.otp('5511999990001');      // "the OTP that arrived"
//   await world.close();
//
// `windtunnel around -- <command>` sets WINDTUNNEL_NODE and WINDTUNNEL_CONTROL.
'use strict';

const control = process.env.WINDTUNNEL_CONTROL;

async function ask(method, path, body) {
  if (!control) throw new Error('WINDTUNNEL_CONTROL is not set: run this by windtunnel around --');
  const answer = await fetch(control + path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

class World {
  constructor(info) {
    this.info = info;
    this.route = `/control/worlds/${info.world}`;
    this.baseUrl = info.base_url;
    this.token = info.tokens[0].value;
    this.numberId = info.numbers[0].id;
    this.account = info.account;
    this.appSecret = info.app_secret;
    this.verifyToken = info.verify_token;
    this.environment = info.environment;
  }

  // What is on a customer's handset; waits for the next where there is nothing new yet.
  inbox(recipient, { wait = '5s', after = 0 } = {}) {
    return ask('GET', `${this.route}/handsets/${recipient}/messages?wait=${wait}&after=${after}`);
  }

  // The code of the last message that holds one, undefined where none came.
  async otp(recipient, options) {
    const messages = await this.inbox(recipient, options);
    return messages.map((message) => message.otp).filter(Boolean).at(-1);
  }

  // A customer writes; it opens the session window.
  write(recipient, text) {
    return ask('POST', `${this.route}/inbound`, { recipient, text });
  }

  webhooks(url) {
    return ask('PUT', `${this.route}/webhook`, { url });
  }

  fault(kind, { seconds = 60, ...more } = {}) {
    return ask('POST', `${this.route}/faults`, { kind, for_us: seconds * 1e6, ...more });
  }

  heal() {
    return ask('POST', `${this.route}/heal`);
  }

  close() {
    return ask('DELETE', this.route);
  }
}

// The world that this process was started with, or a new one of its own.
const first = async () => new World(await ask('GET', '/control/worlds/default'));

async function world(fields = {}) {
  const templates = await ask('GET', '/control/worlds/default/templates');
  return new World(await ask('POST', '/control/worlds', { templates, ...fields }));
}

module.exports = { world, first };
