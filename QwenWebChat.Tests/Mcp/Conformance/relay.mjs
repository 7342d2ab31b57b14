// The client under test lives in the process of the tests: node relay.mjs ADDRESS SERVER has it talk to a server of the suite.
const [address, server] = process.argv.slice(2);
const response = await fetch(`${address}?server=${encodeURIComponent(server)}`, { method: 'POST' });
console.log(await response.text());
process.exitCode = response.ok ? 0 : 1;
