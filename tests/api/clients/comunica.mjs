// Asks an endpoint by Comunica, which finds out by itself what it is: node comunica.mjs URL SELECT CONSTRUCT ASK
import { QueryEngine } from '@comunica/query-sparql'

const [endpoint, select, construct, ask] = process.argv.slice(2)
const engine = new QueryEngine()

async function asked (sources) {
  const rows = []
  for (const row of await (await engine.queryBindings(select, { sources })).toArray()) {
    rows.push(Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])))
  }
  return rows
}

const rows = await asked([endpoint])
const told = await asked([{ type: 'sparql', value: endpoint }])
const quads = (await (await engine.queryQuads(construct, { sources: [endpoint] })).toArray()).length
const answer = await engine.queryBoolean(ask, { sources: [endpoint] })
console.log(JSON.stringify({ rows, told, quads, answer }))
