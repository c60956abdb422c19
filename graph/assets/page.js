"use strict";
// The page as a whole: what is chosen, which part is shown, and what the parts tell each other.
// `start` is handed a source: content() and article(number) give, or promise, what embedded.js reads from the page.
(function (sayso) {
  sayso.start = async function (source) {
    const element = (id) => document.getElementById(id), root = document.documentElement;
    const content = await source.content();
    const facts = sayso.facts(content);
    const status = element("status");
    let view = "", spoken = 0, invoker = null;
    const page = {
      source, facts, chosen: null, shown: null,
      address: (id) => (source.address ? source.address(id) : ""), // where a server describes it
      colour: (kind) => content.colours[kind] || content.colours[""],
      say(text) { // for screen readers; the same words twice have to differ to be read
        status.textContent = text + (spoken++ % 2 ? "\u00a0" : "");
      },
      told(node) {
        const many = facts.tiesOf[node].filter((tie) => page.shown.tie[tie]).length;
        return `${facts.nodes.label[node]}, ${sayso.spaced(facts.kindOf[node])}, ${sayso.plural(many, "tie")}`;
      },
      choose(chosen, { move = false, focus = false } = {}) {
        page.chosen = chosen;
        if (chosen && chosen.node !== undefined) {
          page.filters.showKind(facts.nodes.kind[chosen.node]);
          if (move) page.picture.show(chosen.node);
          if (!focus) page.say(`${page.told(chosen.node)}. Shown under Details.`);
        }
        page.picture.redraw();
        page.details.show(chosen, { focus });
      },
      read(article, said) { // the article takes the place of picture and table until "Back"
        if (view !== "articles") invoker = { view, element: document.activeElement, said };
        show("articles");
        element("back").hidden = !invoker;
        page.reader.open(article, said);
        if (said >= 0 && !(page.chosen && page.chosen.said === said)) page.details.show(page.chosen = { said }, { focus: false });
      },
      filterWords(text) {
        page.filters.setWords(text);
        page.table.rows("statements");
        show("table");
        page.table.sifted();
        element("rows").querySelector(".scroll").focus({ preventScroll: true });
      },
      sifted(filter) {
        page.shown = facts.sift(filter);
        page.picture.sifted(page.shown);
        page.table.sifted();
        page.reader.sifted();
        page.details.show(page.chosen, { focus: false });
        tell();
        page.say(element("counts").textContent);
      },
    };
    function tell() {
      const { nodesLeft, tiesLeft, saidLeft } = page.shown;
      element("counts").textContent = `${sayso.plural(nodesLeft, "name")}, ${sayso.plural(tiesLeft, "tie")}, ${sayso.plural(saidLeft, "statement")}${page.shown.filtered ? " left by the filters" : ""}`;
    }
    const PARTS = { graph: ["picture"], both: ["picture", "rows"], table: ["rows"], articles: ["reader"] };
    function show(next) {
      view = next;
      for (const part of ["picture", "rows", "reader"]) element(part).hidden = !PARTS[next].includes(part);
      element("middle").dataset.view = next;
      for (const name of Object.keys(PARTS)) element(`view-${name}`).setAttribute("aria-pressed", String(name === next));
      if (PARTS[next].includes("rows")) page.table.shown();
      if (next === "articles") page.reader.shown();
      page.picture.redraw();
    }
    function goBack() {
      if (!invoker) return;
      const from = invoker;
      invoker = null;
      element("back").hidden = true;
      show(from.view);
      const there = from.element.isConnected ? from.element : document.querySelector(`#said-${from.said} .to-text`) || element("details").querySelector("h2");
      there.focus();
    }

    element("title").textContent = content.view ? content.view.replace(/-/g, " – ") : "Graph";
    element("about").textContent = content.about;
    page.shown = facts.sift({ hidden: new Set(), topics: new Set(), outlets: new Set(), from: "", to: "", words: "" });
    page.picture = sayso.picture(page, element("graph"));
    page.filters = sayso.filters(page);
    page.details = sayso.details(page, element("details"));
    page.table = sayso.table(page, element("rows"));
    page.reader = sayso.reader(page, element("reader-body"));
    sayso.search(page);
    for (const name of Object.keys(PARTS)) element(`view-${name}`).addEventListener("click", () => { invoker = null; element("back").hidden = true; show(name); });
    element("back").addEventListener("click", goBack);
    element("nearer").addEventListener("click", () => page.picture.zoom(1.5));
    element("farther").addEventListener("click", () => page.picture.zoom(1 / 1.5));
    element("whole").addEventListener("click", () => page.picture.whole());
    element("filters-switch").addEventListener("click", () => {
      const open = element("filters").toggleAttribute("data-open");
      element("filters-switch").setAttribute("aria-expanded", String(open));
    });
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey) return;
      const typing = event.target.closest("input, select, textarea");
      if (event.key === "/" && !typing) { event.preventDefault(); element("search").focus(); }
      else if (event.key === "Escape" && !typing) { if (invoker && view === "articles") goBack(); else if (page.chosen) page.choose(null); }
    });
    if (!facts.nodeCount) element("graph").classList.add("empty");
    show("graph");
    tell();
    page.details.show(null, { focus: false });
    performance.mark("ready");
    root.dataset.ready = "true";
    sayso.page = page;
  };
})(window.sayso = window.sayso || {});
