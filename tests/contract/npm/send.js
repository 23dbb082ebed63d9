// Sends the messages read from stdin with CloudMailin's own client; prints for each the answer or the error.
const { readFileSync } = require("node:fs");
const { MessageClient, Models } = require("cloudmailin");

async function send(client, { method, message }) {
  try {
    return { answer: await client[method](message) };
  } catch (error) {
    const isOwn = error instanceof Models.Errors.CloudMailinError;
    return { error: { isOwn, status: error.status, details: error.details } };
  }
}

async function main() {
  const { options, calls } = JSON.parse(readFileSync(0, "utf8"));
  const client = new MessageClient(options);
  const results = [];
  for (const call of calls) results.push(await send(client, call));
  process.stdout.write(JSON.stringify(results));
}

main();
