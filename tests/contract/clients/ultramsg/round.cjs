// Calls methods of the official SDK, which has its host built in, one after the other, as named in
// CALLS: [[method, ...arguments]]. Prints one line of JSON: every method it has, and the answers.
const Ultramsg = require('ultramsg-whatsapp-api');

const { INSTANCE, TOKEN, CALLS } = process.env;
const api = new Ultramsg(INSTANCE, TOKEN);
const inner = ['constructor', 'sendRequest', 'queryParams'];
const methods = Object.getOwnPropertyNames(Ultramsg.prototype).filter((m) => !inner.includes(m));

(async () => {
  const answers = [];
  for (const [method, ...words] of JSON.parse(CALLS)) {
    answers.push(await api[method](...words).catch((error) => ({ thrown: error.code ?? String(error) })));
  }
  console.log(JSON.stringify({ methods, answers }));
})();
