// Asks an endpoint by fetch-sparql-endpoint: node fetch-sparql-endpoint.mjs URL SELECT CONSTRUCT ASK WRONG
import { SparqlEndpointFetcher } from 'fetch-sparql-endpoint'

const [endpoint, select, construct, ask, wrong] = process.argv.slice(2)

async function rowsBy (method) {
  const fetcher = new SparqlEndpointFetcher({ method })
  const rows = []
  for await (const row of await fetcher.fetchBindings(endpoint, select)) {
    rows.push(Object.fromEntries(Object.entries(row).map(([name, term]) => [name, term.value])))
  }
  return rows
}

const fetcher = new SparqlEndpointFetcher()
let quads = 0
for await (const quad of await fetcher.fetchTriples(endpoint, construct)) {
  quads += quad.subject.value ? 1 : 0
}
let error = ''
try {
  await fetcher.fetchBindings(endpoint, wrong)
} catch (caught) {
  error = caught.message
}
console.log(JSON.stringify({
  rows: await rowsBy('GET'), posted: await rowsBy('POST'), quads, answer: await fetcher.fetchAsk(endpoint, ask), error
}))
