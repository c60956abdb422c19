"use strict";
// YASGUI on this server's endpoint. What it would fetch elsewhere it is given here, and what a graph holds is
// written by this script as text with its signs escaped: nothing of a result is ever taken for markup.
(function (sayso) {
  const settings = JSON.parse(document.getElementById("settings").textContent);
  const place = document.getElementById("editor"), form = document.getElementById("plain"), field = document.getElementById("query");
  const Yasgui = window.Yasgui.default || window.Yasgui.Yasgui || window.Yasgui;
  const { Yasqe, Yasr } = Yasgui;
  const { prefixes, classes, properties } = settings;
  const address = sayso.addresses(settings).ofIri;
  const endpoint = new URL(settings.endpoint, location.href).href;

  // ---- cells of the table

  const escaped = (text) => String(text).replace(/[&<>"'`]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  function short(iri, known) {
    let found = null; // the longest namespace that fits
    for (const [prefix, namespace] of Object.entries({ ...prefixes, ...known })) {
      if (namespace && iri.startsWith(namespace) && (!found || namespace.length > found[1].length)) found = [prefix, namespace];
    }
    return found ? `${found[0]}:${iri.slice(found[1].length)}` : null;
  }
  function link(iri, known) {
    const name = short(iri, known);
    return `${name ? "" : "&lt;"}<a class="iri" href="${escaped(address(iri))}" title="${escaped(iri)}">${escaped(name || iri)}</a>${name ? "" : "&gt;"}`;
  }
  // Types that a literal shows by itself, as SPARQL writes it; another type stands behind it.
  const XSD = "http://www.w3.org/2001/XMLSchema#";
  const NUMBERS = new Set(["integer", "decimal", "double", "float", "nonNegativeInteger"].map((name) => XSD + name));
  const PLAIN = new Set([...NUMBERS, ...["boolean", "date", "dateTime", "gYear", "gYearMonth", "string"].map((name) => XSD + name)]);
  function term(value, known, compact) {
    if (value.type === "uri") return link(value.value, known);
    if (value.type === "bnode") return escaped(`_:${value.value}`);
    if (value.type === "triple") return `&lt;&lt; ${parts(value).map((part) => term(part, known, compact)).join(" ")} &gt;&gt;`;
    const language = value["xml:lang"], type = value.datatype;
    if (compact || PLAIN.has(type) || !(language || type)) return escaped(value.value);
    return `"${escaped(value.value)}"<sup>${language ? `@${escaped(language)}` : `^^${escaped(short(type, known) || `<${type}>`)}`}</sup>`;
  }
  const parts = (value) => [value.value.subject, value.value.predicate, value.value.object];
  const words = (value) => (value.type === "triple" ? parts(value).map(words).join(" ") : value.value);

  const table = Yasr.plugins.table.prototype, columnsOf = table.getColumns;
  table.getCellContent = function (value, known) {
    return `<div><span class="${value.type === "uri" ? "" : "nonIri"}">${term(value, known, this.persistentConfig.compact)}</span></div>`;
  };
  // What is sorted and searched by is handed to elements as well: it is escaped too.
  table.getColumns = function () {
    const columns = columnsOf.call(this);
    for (const column of columns.slice(1)) {
      const drawn = column.render;
      column.render = (value, kind, ...more) => {
        if (value === "") return "";
        if ((kind === "sort" || kind === "type") && NUMBERS.has(value.datatype)) return Number(value.value);
        return kind === "display" ? drawn(value, kind, ...more) : escaped(words(value));
      };
    }
    return columns;
  };
  Yasr.plugins.table.defaults.tableConfig.language = {
    ...Yasr.plugins.table.defaults.tableConfig.language, emptyTable: "No rows: nothing in the graph fits the query.",
  };

  // ---- errors: the server says what is wrong and where

  function said(text) {
    try { return JSON.parse(text).error || text; } catch { return text; }
  }
  Yasr.defaults.errorRenderers = [async (error) => {
    // a fetch that the reader stopped has no status, and each browser its own words for it
    const stopped = !error.status && /\babort/i.test(error.text || "");
    const message = stopped ? "It was stopped here, before its answer came. Run it again when you like." : said(error.text || "") || "The server could not be reached.";
    const box = document.createElement("div"), title = document.createElement("p"), words = document.createElement("pre");
    box.className = "query-error";
    box.setAttribute("role", "alert");
    title.textContent = stopped ? "You stopped it" : error.text ? "The query was not answered" : "No answer";
    words.textContent = message;
    box.append(title, words);
    const [, line, column] = /line (\d+)(?:,? column (\d+))?/.exec(message) || [];
    if (line) {
      const jump = document.createElement("button");
      jump.type = "button";
      jump.textContent = `Go to line ${line}`;
      jump.addEventListener("click", () => {
        const editor = gui.getTab().getYasqe();
        editor.focus();
        editor.getDoc().setCursor({ line: line - 1, ch: Math.max(0, (column || 1) - 1) });
      });
      box.append(jump);
    }
    return box;
  }];

  // ---- prefixes that the server knows are no mistake

  const modeOf = Yasqe.modes.sparql11;
  Yasqe.defineMode("sparql11", (...about) => {
    const mode = modeOf(...about), start = mode.startState;
    return { ...mode, startState: (...at) => ({ ...start(...at), prefixes: { ...prefixes } }) };
  });

  // ---- completion from our own prefixes and vocabulary

  const declared = (token) => prefixes[(token.tokenPrefix || "").slice(0, -1)];
  function known(name, list) {
    const before = Yasqe.Autocompleters[name].preProcessToken;
    Yasqe.forkAutocompleter(name, {
      name, persistenceId: null,
      get: (_, token) => list.filter((iri) => iri.toLowerCase().startsWith((token.autocompletionString || token.string || "").toLowerCase())),
      preProcessToken(editor, token) { // prefixes that need no declaration are known too
        const found = before(editor, token);
        if (!found.tokenPrefixUri && declared(found)) {
          found.tokenPrefixUri = declared(found);
          found.autocompletionString = found.tokenPrefixUri + found.string.slice(found.tokenPrefix.length);
        }
        return found;
      },
    });
  }
  known("class", classes);
  known("property", properties);
  Yasqe.forkAutocompleter("prefixes", {
    name: "prefixes", persistenceId: null,
    get: () => Promise.resolve(Object.entries(prefixes).map(([prefix, namespace]) => `${prefix}: <${namespace}>`).sort()),
  });

  // ---- the editor in the form's place

  const request = { endpoint, method: "POST", headers: {}, args: [], namedGraphs: [], defaultGraphs: [] };
  const gui = new Yasgui(place, {
    requestConfig: request,
    persistenceId: `sayso ${endpoint}`,
    copyEndpointOnNewTab: false,
    autofocus: false,
    corsProxy: undefined,
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    // a link brings a query, never another endpoint or header
    populateFromUrl: (tab) => ({ ...tab, requestConfig: { ...tab.requestConfig, ...request } }),
    yasqe: { value: field.value, prefixCcApi: null },
    yasr: { prefixes, maxPersistentResponseSize: 0 }, // results may be stale next time: they are not kept
  });
  form.hidden = true;
  // a link is followed at the first click, also in a cell that a click would widen
  place.addEventListener("click", (event) => { if (event.target.closest("a.iri")) event.stopPropagation(); }, { capture: true });

  // ---- what YASGUI leaves without a name, or names wrongly, for screen readers

  function named() {
    const name = (selector, label) => place.querySelectorAll(selector).forEach((one) => { if (!one.hasAttribute("aria-label")) one.setAttribute("aria-label", label); });
    name(".yasqe .CodeMirror textarea", "SPARQL query");
    name(".yasr .CodeMirror textarea", "Response");
    name("select.tableSizer", "Page size");
    // beside its tabs the list holds a button that adds one: so it is no list of tabs
    const list = place.querySelector(".tabsList");
    if (list.getAttribute("role") !== "toolbar") { list.setAttribute("role", "toolbar"); list.setAttribute("aria-label", "Queries"); }
    list.querySelectorAll("[role=tab]").forEach((tab) => { tab.setAttribute("role", "button"); });
    list.querySelectorAll("[aria-selected]").forEach((tab) => {
      tab.setAttribute("aria-pressed", tab.getAttribute("aria-selected"));
      tab.removeAttribute("aria-selected");
    });
  }
  named();
  new MutationObserver(named).observe(place, { childList: true, subtree: true, attributes: true, attributeFilter: ["aria-selected", "role"] });

  function open(query, name) {
    const same = Object.values(gui._tabs).find((tab) => tab.getPersistedJson().yasqe.value.trim() === query.trim());
    if (same) { same.select(); return same; }
    return gui.addTab(true, { ...Yasgui.Tab.getDefaults(gui), name, yasqe: { value: query } });
  }
  if (field.hasAttribute("data-asked")) open(field.value, "Query");

  const status = document.getElementById("said");
  document.querySelectorAll("[data-example]").forEach((one) => one.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const reply = await fetch(one.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    open(page.getElementById("query").value, one.textContent.split(/[?:.]/)[0].slice(0, 30));
    status.textContent = `${one.textContent} In the editor now.`;
    const tab = gui.getTab();
    tab.getYasqe().focus();
    place.scrollIntoView({ block: "nearest" });
  }));
  gui.on("queryResponse", (_, tab) => setTimeout(() => {
    const results = tab.getYasr().results, rows = results && results.getBindings && results.getBindings();
    status.textContent = !results || results.hasError() ? "" : rows ? `${rows.length} rows` : "Answered";
  }));
  sayso.gui = gui;
  document.documentElement.dataset.ready = "true";
})(window.sayso = window.sayso || {});
