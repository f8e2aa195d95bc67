"use strict";
const SHOWN_MAX = 20000;
const token = document.getElementById("token");
const base = document.body.dataset.base;

const quoted = (text) => (/^[\w@%+=:,.\/-]+$/.test(text) ? text : "'" + text.replaceAll("'", "'\"'\"'") + "'");

function tight(body) {
  try { return JSON.stringify(JSON.parse(body)); } catch { return body; }
}

function asked(route) {
  let path = route.dataset.path;
  const query = new URLSearchParams();
  for (const field of route.querySelectorAll("input[data-where]")) {
    if (field.dataset.where === "path") path = path.replace(`{${field.name}}`, encodeURIComponent(field.value));
    else if (field.value) query.set(field.name, field.value);
  }
  const body = route.querySelector("textarea");
  return { method: route.dataset.method, path: path + (query.size ? "?" + query : ""), body: body && body.value };
}

function command({ method, path, body }) {
  const words = [method === "GET" ? "curl -s" : "curl -s -X " + method, quoted(base + path)];
  if (token) words.push('-H "X-Windtunnel-Token: $WINDTUNNEL_CONTROL_TOKEN"');
  if (body !== null) words.push("-H 'content-type: application/json'", "-d " + quoted(tight(body)));
  return words.join(" ");
}

function pretty(text) {
  let shown = text;
  try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* lines, or nothing: shown as they came */ }
  return shown.length > SHOWN_MAX ? shown.slice(0, SHOWN_MAX) + "\n… and " + (shown.length - SHOWN_MAX) + " characters more" : shown;
}

function show(place, isGood, said, text) {
  const line = document.createElement("p");
  const status = document.createElement("span");
  status.className = "status " + (isGood ? "good" : "bad");
  status.textContent = (isGood ? "✓ " : "✗ ") + said;
  line.append(status);
  const body = document.createElement("pre");
  body.tabIndex = 0;
  body.textContent = text;
  place.replaceChildren(line, ...(text ? [body] : []));
}

async function tried(route) {
  const { method, path, body } = asked(route);
  const headers = {};
  if (token) headers["x-windtunnel-token"] = token.value;
  if (body !== null) headers["content-type"] = "application/json";
  const place = route.querySelector(".reply");
  const began = performance.now();
  try {
    const reply = await fetch(path, { method, headers, body: body === null ? undefined : body });
    const text = await reply.text();
    const took = Math.round(performance.now() - began);
    show(place, reply.ok, `${reply.status} ${reply.statusText} in ${took} ms`, pretty(text));
  } catch (error) {
    show(place, false, "no answer: " + error.message, "");
  }
}

for (const route of document.querySelectorAll(".route")) {
  const form = route.querySelector("form");
  form.addEventListener("input", () => { route.querySelector(".command code").textContent = command(asked(route)); });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    await tried(route);
    button.disabled = false;
    button.focus();
  });
}

for (const button of document.querySelectorAll(".copy")) {
  button.addEventListener("click", async () => {
    const code = button.previousElementSibling;
    try {
      await navigator.clipboard.writeText(code.textContent);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(code);
      button.textContent = "Selected";
    }
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
}

const all = document.getElementById("all");
all.addEventListener("click", () => {
  const isOpen = all.getAttribute("aria-pressed") !== "true";
  for (const one of document.querySelectorAll("details")) one.open = isOpen;
  all.setAttribute("aria-pressed", String(isOpen));
  all.textContent = isOpen ? "Close all" : "Open all";
});

function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target instanceof HTMLDetailsElement) target.open = true;
}
addEventListener("hashchange", reveal);
reveal();
