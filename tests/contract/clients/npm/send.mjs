// One text by each npm client to the host that it has built in; prints one line of JSON: the
// message ids by client, or the error's code.
import axios from 'axios';
import { WhatsAppAPI } from 'whatsapp-api-js';
import { Text } from 'whatsapp-api-js/messages';
import business from 'whatsapp-business';

const { NUMBER, TOKEN, TO, ACCOUNT = '' } = process.env;
const url = `https://graph.facebook.com/v23.0/${NUMBER}/messages`;
const headers = { authorization: `Bearer ${TOKEN}` };
const text = (name) => ({ to: TO, type: 'text', text: { body: `hello from ${name}` } });

const clients = {
  'whatsapp-api-js': () =>
    new WhatsAppAPI({ token: TOKEN, secure: false }).sendMessage(
      NUMBER,
      TO,
      new Text('hello from whatsapp-api-js'),
    ),
  'whatsapp-business': () =>
    new business.WABAClient({ accountId: ACCOUNT, apiToken: TOKEN, phoneId: NUMBER }).sendMessage(
      text('whatsapp-business'),
    ),
  axios: () =>
    axios
      .post(url, { messaging_product: 'whatsapp', ...text('axios') }, { headers })
      .then((answer) => answer.data),
  elsewhere: () =>
    axios.post('https://windtunnel.invalid/', {}).catch((error) => {
      throw { code: error.response?.status ?? error.code };
    }),
};

const codeOf = (error) => error.code ?? error.cause?.code ?? error.message ?? String(error);
const found = {};
for (const name of process.argv.slice(2)) {
  found[name] = await clients[name]().then((said) => said.messages?.[0]?.id, codeOf);
}
console.log(JSON.stringify(found));
