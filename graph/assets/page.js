"use strict";
(function () {
  const content = JSON.parse(document.getElementById("content").textContent);
  const { nodes, edges, statements } = content;
  const ties = nodes.map(() => []);
  edges.forEach((edge, number) => { ties[edge.s].push(number); if (edge.o !== edge.s) ties[edge.o].push(number); });
  const element = (id) => document.getElementById(id);
  const colour = (kind) => content.colours[kind] || content.colours[""];
  const plain = (text) => (text || "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const kindName = (kind) => kind.replace(/-/g, " ");
  const plural = (count, word) => count.toLocaleString("en") + " " + word + (count === 1 ? "" : "s");

  // Everything that comes from an article passes through here as text, never as markup.
  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (name === "class") made.className = value; else if (name === "click") made.addEventListener("click", value);
      else made.setAttribute(name, value);
    }
    for (const child of children.flat()) {
      if (child !== null && child !== undefined && child !== "") made.append(child);
    }
    return made;
  }
  function dot(kind) {
    const made = make("span", { class: "dot", "aria-hidden": "true" });
    made.style.background = colour(kind);
    return made;
  }
  function link(text, url) {
    if (!/^https?:\/\//i.test(url || "")) return text;
    return make("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, text);
  }

  element("title").textContent = content.view.replace(/-/g, " – ") || "Graph";
  element("about").textContent = content.about;

  // ---- the legend (before the picture, which takes the room that is left)

  const hidden = new Set();
  const kinds = new Map();
  nodes.forEach((node) => kinds.set(node.kind, (kinds.get(node.kind) || 0) + 1));
  const known = Object.keys(content.colours);
  [...kinds.keys()].sort((a, b) => known.indexOf(a) - known.indexOf(b)).forEach((kind) => {
    const box = make("input", { type: "checkbox" });
    box.checked = true;
    box.addEventListener("change", () => { if (box.checked) hidden.delete(kind); else hidden.add(kind); refresh(); });
    element("legend").append(make("label", {}, box, dot(kind), kindName(kind) || "other", make("span", { class: "many" }, kinds.get(kind).toLocaleString("en"))));
  });

  // ---- the picture

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  let theme = {};
  const readTheme = () => { theme = { ink: css("--ink"), paper: css("--paper"), panel: css("--panel"), edge: css("--edge"), soft: css("--soft") }; };
  readTheme();

  const graph = new graphology.UndirectedGraph();
  const most = Math.max(1, ...ties.map((list) => list.length));
  const heaviest = edges.reduce((top, edge) => Math.max(top, edge.weight), 1);
  const scale = nodes.length > 2000 ? 0.55 : nodes.length > 300 ? 0.75 : 1;
  nodes.forEach((node, number) => graph.addNode(String(number), {
    x: node.x, y: node.y, label: node.label.length > 40 ? node.label.slice(0, 38) + "…" : node.label,
    size: scale * (5 + 11 * Math.sqrt(ties[number].length / most)), color: colour(node.kind),
  }));
  edges.forEach((edge, number) => {
    if (edge.s !== edge.o) graph.addEdgeWithKey(String(number), String(edge.s), String(edge.o), {
      size: Math.max(0.6, scale * (1 + 3 * Math.sqrt(edge.weight / heaviest))),
    });
  });

  let chosen = null, hovered = null, near = null;
  const neighbours = (number) => new Set(ties[number].flatMap((tie) => [edges[tie].s, edges[tie].o]));

  // Labels wait until all are known, so that large nodes come first and none stands on another.
  let waiting = [];
  function drawLabel(context, data, settings) {
    if (data.label) waiting.push([context, data, settings]);
  }
  function drawWaiting() {
    const boxes = [];
    waiting.sort((a, b) => Boolean(b[1].strong) - Boolean(a[1].strong) || b[1].size - a[1].size);
    for (const [context, data, settings] of waiting) {
      writeFont(context, data, settings);
      const x = labelLeft(data), size = settings.labelSize;
      const box = [x - 2, data.y - size * 0.6, x + context.measureText(data.label).width + 2, data.y + size * 0.6];
      if (boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3])) continue;
      boxes.push(box);
      writeLabel(context, data, settings);
    }
    waiting = [];
  }
  const labelLeft = (data) => data.x + data.size + (data.highlighted ? 8 : 4);
  function writeFont(context, data, settings) {
    context.font = (data.strong ? "600 " : "") + settings.labelSize + "px " + settings.labelFont;
  }
  function writeLabel(context, data, settings) {
    writeFont(context, data, settings);
    const x = labelLeft(data), y = data.y + settings.labelSize / 3;
    context.lineWidth = 4; context.lineJoin = "round"; context.strokeStyle = theme.paper;
    context.strokeText(data.label, x, y);
    context.fillStyle = theme.ink;
    context.fillText(data.label, x, y);
  }
  function drawHover(context, data, settings) {
    context.beginPath(); context.arc(data.x, data.y, data.size + 3, 0, 2 * Math.PI);
    context.strokeStyle = theme.ink; context.lineWidth = 2; context.stroke();
    if (data.label) writeLabel(context, { ...data, strong: true }, settings);
  }

  let renderer = null;
  try {
    renderer = new Sigma(graph, element("graph"), {
      labelFont: "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', sans-serif",
      labelSize: 13, labelDensity: nodes.length > 600 ? 1 : 1000, labelGridCellSize: 90,
      labelRenderedSizeThreshold: nodes.length > 600 ? 6 : 0,
      zIndex: true, minCameraRatio: 0.02, maxCameraRatio: 4, stagePadding: 60,
      enableEdgeEvents: edges.length <= 5000, allowInvalidContainer: true,
      defaultDrawNodeLabel: drawLabel, defaultDrawNodeHover: drawHover,
      nodeReducer(key, data) {
        const number = Number(key), focus = hovered !== null ? hovered : chosen;
        if (hidden.has(nodes[number].kind)) return { ...data, hidden: true };
        if (focus === null) return { ...data, zIndex: 1 };
        if (number === focus) return { ...data, zIndex: 3, forceLabel: true, strong: true, highlighted: number === chosen };
        if (near.has(number)) return { ...data, zIndex: 2, forceLabel: near.size <= 40 };
        return { ...data, zIndex: 0, color: theme.edge, label: "" };
      },
      edgeReducer(key, data) {
        const edge = edges[Number(key)], focus = hovered !== null ? hovered : chosen;
        if (focus === null) return { ...data, color: theme.edge, zIndex: 0 };
        const own = edge.s === focus || edge.o === focus;
        return own ? { ...data, color: theme.soft, zIndex: 1 } : { ...data, hidden: true };
      },
    });
  } catch (error) {
    element("graph").append(make("p", { class: "note" }, "The picture needs WebGL, which this browser does not offer. The table has everything."));
  }
  const refresh = () => { if (renderer) renderer.refresh({ skipIndexation: true }); };
  function focusOn(number) { near = number === null ? null : neighbours(number); }
  if (renderer) {
    renderer.on("afterRender", drawWaiting);
    refresh();
    renderer.on("enterNode", ({ node }) => { hovered = Number(node); focusOn(hovered); element("graph").style.cursor = "pointer"; refresh(); });
    renderer.on("leaveNode", () => { hovered = null; focusOn(chosen); element("graph").style.cursor = ""; refresh(); });
    renderer.on("clickNode", ({ node }) => choose(Number(node), false));
    renderer.on("clickEdge", ({ edge }) => showTie(Number(edge)));
    renderer.on("clickStage", () => choose(null, false));
    element("nearer").addEventListener("click", () => renderer.getCamera().animatedZoom({ duration: 200 }));
    element("farther").addEventListener("click", () => renderer.getCamera().animatedUnzoom({ duration: 200 }));
    element("whole").addEventListener("click", () => renderer.getCamera().animatedReset({ duration: 200 }));
    dark.addEventListener("change", () => { readTheme(); refresh(); });
  }

  // ---- the details

  const details = element("details");
  function choose(number, move) {
    chosen = number; hovered = null; focusOn(number);
    if (number !== null && hidden.delete(nodes[number].kind)) {
      element("legend").querySelectorAll("input").forEach((box) => { box.checked = true; });
      hidden.clear();
    }
    refresh();
    if (number === null) showStart(); else showNode(number);
    if (move && renderer) {
      const spot = renderer.getNodeDisplayData(String(number));
      renderer.getCamera().animate({ x: spot.x, y: spot.y, ratio: Math.min(renderer.getCamera().ratio, nodes.length > 300 ? 0.25 : 0.7) }, { duration: 400 });
    }
    details.scrollTop = 0;
  }
  function showStart() {
    const busiest = nodes.map((_, number) => number).sort((a, b) => ties[b].length - ties[a].length || a - b).slice(0, 12);
    details.replaceChildren(
      content.note ? make("p", { class: "note" }, content.note) : "",
      make("h2", {}, nodes.length ? "Click a name" : "Nothing to show"),
      make("p", { class: "count" }, nodes.length
        ? `${plural(nodes.length, "name")}, ${plural(edges.length, "tie")}, ${plural(statements.length, "statement")}. A click shows what was said, by whom and where it stands.`
        : "This view of the graph is empty."),
      nodes.length ? make("h3", {}, "Most ties") : "",
      make("ul", { class: "ties" }, busiest.map((number) => make("li", {}, nodeButton(number, "", ties[number].length)))));
  }
  function nodeButton(number, how, many) {
    const node = nodes[number];
    return make("button", { type: "button", click: () => choose(number, true) }, dot(node.kind),
      make("span", {}, node.label, how ? " " : "", how ? make("span", { class: "how" }, how) : ""), many ? make("span", { class: "many" }, String(many)) : "");
  }
  function dates(first, last) { return (first ? (first === last ? first : first + " to " + last) : "").replace(/-/g, "\u2011"); }
  function showNode(number) {
    const node = nodes[number], own = ties[number].map((tie) => edges[tie]);
    const said = [...new Set(own.flatMap((edge) => edge.said))].sort((a, b) => a - b);
    const parts = [
      make("span", { class: "kind" }, dot(node.kind), kindName(node.kind)),
      make("h2", {}, node.label),
      make("p", { class: "count" }, [plural(node.statements, "statement") + " in " + plural(node.articles, "article"), dates(node.first, node.last)].filter(Boolean).join(", ")),
      make("p", { class: "iri" }, node.id),
    ];
    const groups = new Map();
    own.forEach((edge) => {
      const outward = edge.s === number;
      const title = outward ? edge.relation : { "commented on": "commented on by", "quotes": "quoted by", "affiliated with": "people", "formerly at": "formerly here", "part of": "parts" }[edge.relation] || edge.relation;
      if (!groups.has(title)) groups.set(title, []);
      groups.get(title).push([outward ? edge.o : edge.s, edge]);
    });
    for (const [title, list] of groups) {
      list.sort((a, b) => b[1].weight - a[1].weight || (nodes[a[0]].label < nodes[b[0]].label ? -1 : 1));
      parts.push(make("h3", {}, title), longList("ties", list, 12, ([other, edge]) => make("li", {}, nodeButton(other, edge.roles.join("; "), edge.said.length))));
    }
    const unsaid = own.filter((edge) => !edge.said.length && edge.words);
    if (said.length) parts.push(make("h3", {}, "What was said"), longList("said", said, 25, (place) => statement(statements[place])));
    if (unsaid.length) parts.push(make("h3", {}, "Where it stands"), longList("said", unsaid, 10, passage));
    details.replaceChildren(...parts);
  }
  function showTie(number) {
    const edge = edges[number];
    chosen = null; focusOn(null); refresh();
    details.replaceChildren(
      make("span", { class: "kind" }, plural(edge.said.length, "statement")),
      make("h2", {}, `${nodes[edge.s].label} ${edge.relation} ${nodes[edge.o].label}`),
      edge.roles.length ? make("p", { class: "count" }, edge.roles.join("; ")) : "",
      make("ul", { class: "ties" }, [edge.s, edge.o].map((other) => make("li", {}, nodeButton(other, "", 0)))),
      make("h3", {}, edge.said.length ? "What was said" : "Where it stands"),
      edge.said.length ? longList("said", edge.said, 25, (place) => statement(statements[place])) : longList("said", [edge], 1, passage));
    details.scrollTop = 0;
  }
  function longList(kind, list, step, show) {
    const made = make("ul", { class: kind });
    let shown = 0;
    const more = make("button", { type: "button", class: "more", click: grow });
    function grow() {
      list.slice(shown, shown + step).forEach((one) => made.append(show(one)));
      shown = Math.min(list.length, shown + step);
      step *= 4;
      more.textContent = `Show more (${(list.length - shown).toLocaleString("en")} left)`;
      more.hidden = shown >= list.length;
    }
    grow();
    return make("div", {}, made, more);
  }
  const where = (thing) => make("p", { class: "where" }, link(thing.article || "", thing.url),
    thing.start === null || thing.start === undefined ? "" : `, characters ${thing.start}–${thing.end}`,
    thing.outlet ? ` · ${thing.outlet}` : "", thing.date ? ` · ${thing.date}` : "");
  function passage(edge) {
    return make("li", {}, make("blockquote", {}, edge.words), where(edge));
  }
  function statement(said) {
    const chips = said.topics.map(([topic, basis]) => make("li", {}, `${topic} (${basis.replace(/-/g, " ")})`));
    if (said.quote) chips.push(make("li", {}, said.quote));
    chips.push(make("li", {}, `confidence ${said.confidence.toFixed(2)}`));
    if (said.guess) chips.push(make("li", { class: "guess" }, "speaker carried on: a guess"));
    const more = [said.role, said.organization].filter(Boolean).join(", ");
    const context = said.sentence && said.sentence !== said.words
      ? make("details", { class: "context" }, make("summary", {}, "In its sentence"), said.sentence) : "";
    return make("li", {},
      make("blockquote", { class: said.quote || "" }, said.words),
      make("p", { class: "by" }, make("strong", {}, said.name || "Nobody named"), more ? ", " + more : "", said.channel ? ` (${said.channel})` : ""),
      where(said), make("ul", { class: "chips" }, chips), context);
  }

  // ---- the search

  const search = element("search"), hits = element("hits");
  const names = nodes.map((node) => plain(node.label));
  function find() {
    const wanted = plain(search.value).trim();
    if (!wanted) { hits.hidden = true; return []; }
    const found = [];
    names.forEach((name, number) => {
      const at = name.indexOf(wanted);
      if (at >= 0) found.push([at === 0 ? 0 : name[at - 1] === " " ? 1 : 2, -ties[number].length, number]);
    });
    found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]);
    hits.replaceChildren(...(found.length ? found.slice(0, 12).map(([, , number]) =>
      make("li", {}, make("button", { type: "button", click: () => take(number) }, dot(nodes[number].kind), nodes[number].label)))
      : [make("li", {}, make("p", {}, "No such name here"))]));
    hits.hidden = false;
    return found.map(([, , number]) => number);
  }
  function take(number) { hits.hidden = true; search.value = nodes[number].label; choose(number, true); details.focus({ preventScroll: true }); }
  search.addEventListener("input", () => { find(); if (!element("rows").hidden) fillRows(); });
  element("find").addEventListener("submit", (event) => { event.preventDefault(); const found = find(); if (found.length) take(found[0]); });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") { hits.hidden = true; choose(null, false); } });
  document.addEventListener("click", (event) => { if (!element("find").contains(event.target)) hits.hidden = true; });

  // ---- the table

  const rows = element("rows");
  function fillRows() {
    const wanted = plain(search.value).trim();
    const list = edges.filter((edge) => !wanted || names[edge.s].includes(wanted) || names[edge.o].includes(wanted));
    const body = make("tbody");
    let shown = 0;
    const more = make("button", { type: "button", class: "more", click: grow });
    function grow() {
      list.slice(shown, shown + 200).forEach((edge) => {
        const first = edge.said.length ? statements[edge.said[0]] : edge;
        body.append(make("tr", {},
          make("th", { scope: "row" }, nodes[edge.s].label), make("td", {}, edge.relation),
          make("td", {}, nodes[edge.o].label, edge.roles.length ? ` (${edge.roles.join("; ")})` : ""),
          make("td", { class: "number" }, String(edge.said.length)),
          make("td", {}, first.words || ""), make("td", {}, where(first))));
      });
      shown = Math.min(list.length, shown + 200);
      more.textContent = `Show more (${(list.length - shown).toLocaleString("en")} left)`;
      more.hidden = shown >= list.length;
    }
    grow();
    const head = ["Who", "How", "What or whom", "Statements", "Words", "Where they stand"];
    rows.replaceChildren(make("table", {},
      make("caption", {}, `${plural(list.length, "tie")}${wanted ? " with “" + search.value.trim() + "”" : ""}. The search field narrows the table.`),
      make("thead", {}, make("tr", {}, head.map((title) => make("th", { scope: "col" }, title)))), body), more);
  }
  element("switch").addEventListener("click", () => {
    const table = rows.hidden;
    if (table) fillRows();
    rows.hidden = !table;
    element("picture").hidden = table;
    element("switch").textContent = table ? "Show as picture" : "Show as table";
    element("switch").setAttribute("aria-pressed", String(table));
    if (!table && renderer) renderer.resize(true).refresh();
  });

  showStart();
  document.documentElement.dataset.ready = "true";
})();
