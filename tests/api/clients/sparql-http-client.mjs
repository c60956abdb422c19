// Asks an endpoint by sparql-http-client: node sparql-http-client.mjs URL SELECT CONSTRUCT ASK WRONG
import SimpleClient from 'sparql-http-client/SimpleClient.js'
import StreamClient from 'sparql-http-client'

const [endpointUrl, select, construct, ask, wrong] = process.argv.slice(2)
const client = new StreamClient({ endpointUrl })

const rows = []
for await (const row of client.query.select(select)) {
  rows.push(Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])))
}
const posted = []
for await (const row of client.query.select(select, { operation: 'postDirect' })) {
  posted.push(Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])))
}
let quads = 0
for await (const quad of client.query.construct(construct)) {
  quads += quad.subject.value ? 1 : 0
}
const answer = await client.query.ask(ask)
const refused = await new SimpleClient({ endpointUrl }).query.select(wrong)
console.log(JSON.stringify({
  rows, posted, quads, answer, status: refused.status, error: (await refused.json()).error
}))
