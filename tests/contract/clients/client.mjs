// Each of Node's own ways to a host that is built in; prints one line of JSON.
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import https from 'node:https';

const url = `graph.facebook.com/v23.0/${process.env.NUMBER}`;
const headers = { authorization: `Bearer ${process.env.TOKEN}` };

const got = (module, scheme) =>
  new Promise((resolve) => {
    const request = module.get(`${scheme}://${url}`, { headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode));
    });
    request.on('error', (error) => resolve(error.code));
  });
const status = (answer) => answer.status;
const code = (error) => error.cause?.code ?? String(error);

console.log(
  JSON.stringify({
    fetch: await fetch(`https://${url}`, { headers }).then(status, code),
    https: await got(https, 'https'),
    http: await got(http, 'http'),
    lookup: (await lookup('graph.facebook.com')).address,
    elsewhere: await fetch('https://windtunnel.invalid/').then(status, code),
  }),
);
