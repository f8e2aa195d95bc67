// Leads an unchanged Node service to Windtunnel: `node --require node.cjs service.js`.
//
// Reads WINDTUNNEL_INTERCEPT (host:port) and WINDTUNNEL_INTERCEPT_HOSTS (names with commas).
// fetch (undici), https, http2 and axios all end in tls.connect or net.connect, so a connection to
// one of the hosts goes to Windtunnel instead, with the name kept for TLS. Trust comes from
// NODE_EXTRA_CA_CERTS; no check is switched off. As a second line, the names resolve to loopback:
// whatever does not pass here reaches nobody.
'use strict';

const dns = require('node:dns');
const net = require('node:net');
const tls = require('node:tls');

const [, address, port] = /^\[?(.+?)\]?:(\d+)$/.exec(process.env.WINDTUNNEL_INTERCEPT || '') || [];
const names = (process.env.WINDTUNNEL_INTERCEPT_HOSTS || '').split(',').filter(Boolean);
const hosts = new Set(names.map((name) => name.toLowerCase()));

const isOurs = (host) =>
  typeof host === 'string' && hosts.has(host.toLowerCase().replace(/\.$/, ''));

// The options of a connection as Node itself reads its arguments: (options), (port, host, ...).
function optionsOf(args) {
  if (Array.isArray(args[0])) return optionsOf(args[0]);
  if (args[0] !== null && typeof args[0] === 'object') return args[0];
  const port_ = Number(args[0]);
  if (!Number.isInteger(port_)) return {};
  const host = typeof args[1] === 'string' ? args[1] : undefined;
  const more = args.find((each) => each !== null && typeof each === 'object');
  return { ...more, port: port_, host };
}

function redirected(options) {
  const host = options.host || options.hostname;
  const name = options.servername || host;
  const there = { host: address, hostname: address, port: Number(port), path: undefined };
  return { ...options, ...there, lookup: undefined, servername: name };
}

function install() {
  const connectTls = tls.connect;
  tls.connect = function connect(...args) {
    const options = optionsOf(args);
    if (options.socket || !isOurs(options.host || options.hostname)) {
      return connectTls.apply(this, args);
    }
    const callback = args.find((each) => typeof each === 'function');
    return connectTls.call(this, redirected(options), callback);
  };

  const connectPlain = net.Socket.prototype.connect;
  net.Socket.prototype.connect = function connect(...args) {
    const options = optionsOf(args);
    if (!isOurs(options.host)) return connectPlain.apply(this, args);
    const callback = args.flat().find((each) => typeof each === 'function');
    return connectPlain.call(this, redirected(options), callback);
  };

  const lookup = dns.lookup;
  dns.lookup = function lookupHere(host, ...rest) {
    return lookup.call(this, isOurs(host) ? 'localhost' : host, ...rest);
  };
  const lookupSoon = dns.promises.lookup;
  dns.promises.lookup = function lookupHere(host, ...rest) {
    return lookupSoon.call(this, isOurs(host) ? 'localhost' : host, ...rest);
  };
}

if (address && hosts.size > 0) install();
