// A sender that speaks lines of JSON, in Node 18 or newer, without packages:
// windtunnel rehearse steady --sender "exec:node loadtests/examples/exec/sender.js"
const crypto = require("node:crypto");
const lines = require("node:readline").createInterface({ input: process.stdin });

const ENDS = { 131026: "recipient", 131050: "recipient", 132001: "template", 190: "auth" };
const say = (line) => process.stdout.write(JSON.stringify(line) + "\n");
let meta;

async function send(intent) {
  const values = intent.code ? [intent.code] : intent.body;
  const texts = values.map((text) => ({ type: "text", text }));
  const components = [{ type: "body", parameters: texts }];
  if (intent.code) {
    components.push({ type: "button", sub_type: "url", index: "0", parameters: texts });
  }
  const outcome = { intent: intent.intent, state: "accepted" };
  try {
    const reply = await fetch(`${meta.base_url}/v23.0/${meta.numbers[intent.number]}/messages`, {
      method: "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${meta.token}` },
      body: JSON.stringify({
        messaging_product: "whatsapp",
        to: intent.recipient,
        type: "template",
        template: { name: intent.template, language: { code: intent.lang }, components },
      }),
      signal: AbortSignal.timeout(5000),
    });
    if (!reply.ok) {
      const { code } = (await reply.json()).error;
      Object.assign(outcome, { state: "failed", cause: ENDS[code] || "provider", code });
    }
  } catch {
    outcome.state = "unknown"; // perhaps it was accepted: another try might double it
  }
  say({ outcome });
}

function receive(hook) {
  const due = crypto.createHmac("sha256", meta.app_secret).update(hook.body).digest("hex");
  const isOurs = hook.headers["x-hub-signature-256"] === `sha256=${due}`;
  say({ webhook_status: { id: hook.id, status: isOurs ? 200 : 403 } });
}

lines.on("line", (text) => {
  const line = JSON.parse(text);
  if (line.hello) {
    meta = line.hello.credentials.meta;
    say({ policy: { delivery: "at-most-once", attempts: 1, horizon_s: 5 } });
  } else if (line.send) {
    send(line.send);
  } else if (line.webhook) {
    receive(line.webhook);
  }
});
