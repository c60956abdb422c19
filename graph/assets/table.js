"use strict";
// The same facts as a table: statements, ties or names, sorted at a click on a column's head, filtered along.
(function (sayso) {
  const { make, count, plural, spaced } = sayso;
  const FIRST = 100, DATES = new Set(["Date", "First", "Last"]);

  sayso.table = function (page, box) {
    const facts = page.facts, { nodes, ties, statements, articles, text } = facts;
    const alike = new Intl.Collator("en", { sensitivity: "base", numeric: true }).compare;
    const nameButton = (node) => make("button", { type: "button", class: "inline", onclick: () => page.choose({ node }, { move: true, focus: true }) }, nodes.label[node]);
    const best = (tie) => { const own = ties.said[tie].filter((said) => page.shown.said[said]); return own.length ? own[0] : -1; };
    const tieWords = (tie) => { const said = best(tie); return said >= 0 ? facts.words(said) : ties.passage[tie] >= 0 ? facts.passages.text[ties.passage[tie]] : ""; };
    const tieArticle = (tie) => { const said = best(tie); return said >= 0 ? statements.article[said] : ties.passage[tie] >= 0 ? facts.passages.article[ties.passage[tie]] : -1; };
    const articleOf = (article, said) => (article < 0 ? "" : articles.read[article]
      ? make("button", { type: "button", class: "inline", onclick: () => page.read(article, said) }, text(articles.title[article]))
      : sayso.link(text(articles.title[article]), articles.url[article]));
    // A column: its head, what it is sorted by, and the content of a cell (what it is sorted by if there is none).
    const TABLES = {
      statements: {
        about: "statement", rows: () => sayso.range(facts.saidCount).filter((said) => page.shown.said[said]), choose: (said) => ({ said }),
        columns: [
          ["Who", (said) => text(statements.name[said]), (said) => (statements.node[said] >= 0 ? nameButton(statements.node[said]) : text(statements.name[said]) || "Nobody named")],
          ["Role", (said) => text(statements.role[said])],
          ["What was said", (said) => facts.words(said), (said) => [make("button", { type: "button", class: "inline words", onclick: () => page.choose({ said }, { focus: true }) }, facts.words(said)),
            statements.guesses[said].length ? make("span", { class: "guess" }, ` Guess: ${statements.guesses[said].map(text).join("; ")}`) : ""]],
          ["Topics", (said) => statements.topics[said].map((topic) => text(topic[0])).join("; ")],
          ["Date", (said) => text(statements.date[said])],
          ["Outlet", (said) => text(statements.outlet[said]), (said) => text(statements.outlet[said]) + (statements.carriers[said].length ? ` and ${count(statements.carriers[said].length)} more` : "")],
          ["Article", (said) => text(articles.title[statements.article[said]]), (said) => articleOf(statements.article[said], said)],
          ["Confidence", (said) => statements.confidence[said], (said) => statements.confidence[said].toFixed(2)],
        ],
      },
      ties: {
        about: "tie", rows: () => sayso.range(facts.tieCount).filter((tie) => page.shown.tie[tie]), choose: (tie) => ({ tie }),
        columns: [
          ["Who", (tie) => nodes.label[ties.subject[tie]], (tie) => nameButton(ties.subject[tie])],
          ["How", (tie) => text(ties.relation[tie]), (tie) => make("button", { type: "button", class: "inline", onclick: () => page.choose({ tie }, { focus: true }) }, text(ties.relation[tie]))],
          ["What or whom", (tie) => nodes.label[ties.object[tie]], (tie) => [nameButton(ties.object[tie]), ties.roles[tie].length ? ` (${ties.roles[tie].map(text).join("; ")})` : ""]],
          ["Statements", (tie) => page.shown.many[tie], (tie) => count(page.shown.many[tie])],
          ["First", (tie) => text(ties.first[tie])], ["Last", (tie) => text(ties.last[tie])],
          ["Words", tieWords], ["Article", (tie) => text(articles.title[tieArticle(tie)]), (tie) => articleOf(tieArticle(tie), best(tie))],
        ],
      },
      names: {
        about: "name", rows: () => sayso.range(facts.nodeCount).filter((node) => page.shown.node[node]), choose: (node) => ({ node }),
        columns: [
          ["Name", (node) => nodes.label[node], nameButton], ["Kind", (node) => spaced(facts.kindOf[node])],
          ["Ties", (node) => facts.tiesOf[node].length, (node) => count(facts.tiesOf[node].length)],
          ["Statements", (node) => nodes.statements[node], (node) => count(nodes.statements[node])],
          ["Articles", (node) => nodes.articles[node], (node) => count(nodes.articles[node])],
          ["First", (node) => text(nodes.first[node])], ["Last", (node) => text(nodes.last[node])],
        ],
      },
    };
    if (facts.groups) TABLES.names.columns.splice(2, 0, ["Group", (node) => facts.groups.label[nodes.group[node]]]);
    let which = facts.saidCount ? "statements" : "ties", sorted = null, turned = false, stale = true;

    function fill() {
      stale = false;
      const { about, rows, columns } = TABLES[which], list = rows();
      if (sorted !== null) {
        const key = columns[sorted][1], keys = new Map(list.map((row) => [row, key(row)]));
        list.sort((a, b) => {
          const one = keys.get(a), other = keys.get(b);
          if (one === "" || other === "") return one === other ? a - b : one === "" ? 1 : -1; // what is not known comes last
          return (typeof one === "number" ? one - other : alike(one, other)) * (turned ? -1 : 1) || a - b;
        });
      }
      const body = make("tbody"), more = make("button", { type: "button", class: "more", onclick: () => grow(true) });
      let shown = 0;
      function grow(move) {
        const added = list.slice(shown, shown + (shown ? 4 * FIRST : FIRST)).map((row) => make("tr", {}, columns.map(([head, key, cell], place) =>
          make(place ? "td" : "th", { scope: place ? null : "row", class: typeof key(row) === "number" ? "number" : DATES.has(head) ? "date" : null, dir: "auto" }, cell ? cell(row) : key(row)))));
        body.append(...added);
        shown += added.length;
        more.textContent = `Show more (${count(list.length - shown)} left)`;
        more.hidden = shown >= list.length;
        const first = move && added.length && added[0].querySelector("button");
        if (first) first.focus();
      }
      grow(false);
      const head = columns.map(([label], place) => make("th", { scope: "col", "aria-sort": place === sorted ? (turned ? "descending" : "ascending") : null },
        make("button", { type: "button", onclick: () => sort(place) }, label, make("span", { class: "arrow", "aria-hidden": "true" }, place === sorted ? (turned ? " ▼" : " ▲") : ""))));
      const pick = Object.keys(TABLES).map((name) => make("button", { type: "button", id: `rows-${name}`, "aria-pressed": String(name === which), onclick: () => { which = name; sorted = null; fill(); document.getElementById(`rows-${name}`).focus(); } }, name));
      box.replaceChildren(make("div", { class: "pick", role: "group", "aria-label": "Rows of the table" }, pick),
        make("div", { class: "scroll", role: "region", tabindex: "0", "aria-label": `Table of ${which}` },
          make("table", {}, make("caption", {}, `${plural(list.length, about)}${page.shown.filtered ? " left by the filters" : ""}`), make("thead", {}, make("tr", {}, head)), body), more));
    }
    function sort(place) {
      const numbers = typeof TABLES[which].columns[place][1](TABLES[which].rows()[0] || 0) === "number";
      turned = sorted === place ? !turned : numbers; // numbers: the highest first
      sorted = place;
      fill();
      box.querySelectorAll("thead button")[place].focus();
      page.say(`Sorted by ${TABLES[which].columns[place][0]}, ${turned ? "descending" : "ascending"}`);
    }
    return {
      sifted() { stale = true; if (!box.hidden) fill(); },
      shown() { if (stale) fill(); },
      rows(name) { which = name; sorted = null; stale = true; },
    };
  };
  sayso.range = (length) => Array.from({ length }, (_, number) => number);
})(window.sayso = window.sayso || {});
