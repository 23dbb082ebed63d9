// Mozilla's scanner as it is; every name and port that it asks for is led to this machine's.
// Reads {ports: {80: …, 443: …}, pages: [{name, address, cookie}]}, writes a line of JSON for each page.
import { readFileSync } from "node:fs";
import net from "node:net";
import { scan } from "@mdn/mdn-http-observatory";
import axios from "axios";

const { ports, pages } = JSON.parse(readFileSync(0, "utf8"));

const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...given) {
  const options = Array.isArray(given[0]) ? given[0][0] : given[0];
  if (options.port in ports) {
    Object.assign(options, { port: ports[options.port], host: "127.0.0.1" });
  }
  return connect.apply(this, given);
};

for (const { name, address, cookie } of pages) {
  axios.defaults.headers.common.Cookie = cookie;
  const { scan: sum, tests } = await scan(address);
  const failed = Object.entries(tests).filter(([, test]) => !test.pass);
  const { grade, score, statusCode: status } = sum;
  const results = Object.fromEntries(failed.map(([test, { result }]) => [test, result]));
  const shown = tests.redirection.destination;
  console.log(JSON.stringify({ name, address, shown, status, grade, score, failed: results }));
}
