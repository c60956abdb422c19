"use strict";
// What is known of the name, tie or group that was chosen: the quotations in their sentences, with all that they rest on.
(function (sayso) {
  const { make, glyph, link, longList, count, plural, spaced, period } = sayso;

  sayso.details = function (page, panel) {
    const facts = page.facts, { nodes, ties, statements, passages, articles, groups, text } = facts;

    function nodeButton(node, how, many) {
      const kind = facts.kindOf[node];
      return make("button", { type: "button", class: "name-button", onclick: () => page.choose({ node }, { move: true, focus: true }) },
        glyph(kind, page.colour(kind)), make("span", {}, nodes.label[node], how ? [" ", make("span", { class: "soft" }, how)] : ""),
        many ? make("span", { class: "many" }, count(many)) : "");
    }
    function title(label, kind) {
      return [kind ? make("p", { class: "kind" }, glyph(kind, page.colour(kind)), spaced(kind)) : "", make("h2", { tabindex: "-1" }, label)];
    }
    const idOf = (id) => { const address = page.address(id); return address ? make("a", { class: "own-page", href: address }, make("code", {}, id)) : make("code", {}, id); };
    const back = () => make("button", { type: "button", class: "quiet", onclick: () => page.choose(null, { focus: true }) }, "Close");

    // ---- statements

    function quotation(said) { // text with its parts, told apart by line and weight too
      const pieces = statements.text[said], made = make("blockquote", { dir: "auto" });
      for (let place = 0; place < pieces.length; place += 2) {
        const part = facts.PARTS[pieces[place + 1]];
        made.append(part ? make("span", { class: `t ${part}${part === "content" ? " d1" : ""}` }, pieces[place]) : pieces[place]);
      }
      return made;
    }
    function where(article, start, end, date) {
      const outlet = text(articles.outlet[article]), on = date || text(articles.date[article]);
      return make("p", { class: "where" }, [outlet, on, ""].filter(Boolean).flatMap((part) => [make("bdi", {}, part), " · "]),
        link(make("cite", {}, text(articles.title[article])), articles.url[article]), end ? `, characters ${start}–${end}` : "");
    }
    function toText(said) {
      const article = statements.article[said];
      if (!articles.read[article]) return "";
      return make("button", { type: "button", class: "to-text", onclick: () => page.read(article, said) }, "Show in the article");
    }
    function carriers(said) {
      const list = statements.carriers[said];
      if (!list.length) return "";
      const all = [[statements.outlet[said], statements.date[said], articles.title[statements.article[said]]], ...list];
      const outlets = new Set(all.map((one) => one[0]).filter((one) => one >= 0));
      const first = all.map((one) => [text(one[1]) || "9", text(one[0])]).sort()[0];
      return make("details", { class: "carriers" },
        make("summary", {}, `Carried by ${plural(Math.max(outlets.size, 1), "outlet")}, first in ${first[1] || "an unnamed outlet"}${first[0] === "9" ? "" : ` on ${first[0]}`}`),
        make("ul", {}, all.map(([outlet, date, named]) => make("li", {}, [text(outlet), text(date), text(named)].filter(Boolean).join(" · ")))));
    }
    function statement(said) {
      const article = statements.article[said], name = text(statements.name[said]), role = text(statements.role[said]);
      const node = statements.node[said], sure = statements.confidence[said];
      const guesses = statements.guesses[said].map(text);
      const traits = statements.topics[said].map(([topic, basis, confidence]) => [text(topic), `${spaced(text(basis))}, ${confidence.toFixed(2)}`])
        .concat([["quote", text(statements.quote[said])], ["cue", text(statements.cue[said])],
          ["certainty", text(statements.certainty[said]) === "certain" ? "" : text(statements.certainty[said])],
          ["polarity", text(statements.polarity[said]) === "affirmative" ? "" : text(statements.polarity[said])],
          ["channel", text(statements.channel[said])]].filter((one) => one[1]));
      const meter = make("meter", { min: "0", max: "1", low: "0.5", high: "0.8", optimum: "1", value: sure, "aria-label": "confidence" });
      return make("li", { class: "statement", id: `said-${said}` },
        quotation(said),
        make("p", { class: "by" }, "— ", node >= 0
          ? make("button", { type: "button", class: "inline", onclick: () => page.choose({ node }, { move: true, focus: true }) }, name || "Nobody named")
          : make("strong", {}, name || "Nobody named"), role ? make("span", {}, ", ", make("bdi", {}, role)) : ""),
        where(article, statements.start[said], statements.end[said], text(statements.date[said])),
        guesses.length ? make("ul", { class: "guesses", "aria-label": "Guesses" }, guesses.map((guess) => make("li", {}, make("b", {}, "Guess: "), guess))) : "",
        carriers(said),
        make("ul", { class: "chips", "aria-label": "Traits" }, traits.map(([label, value]) => make("li", {}, make("b", {}, label), " ", value)),
          make("li", {}, meter, ` confidence ${sure.toFixed(2)}`), text(statements.rule[said]) ? make("li", {}, make("b", {}, "rule"), " ", text(statements.rule[said])) : ""),
        make("p", { class: "row" }, toText(said), idOf(statements.id[said])));
    }
    function passage(tie) {
      const number = ties.passage[tie], article = passages.article[number];
      return make("li", { class: "statement" }, make("blockquote", { dir: "auto" }, passages.text[number]),
        where(article, passages.start[number], passages.end[number], ""),
        make("ul", { class: "chips" }, make("li", {}, `confidence ${passages.confidence[number].toFixed(2)}`)));
    }
    const said = (list) => (list.length ? [make("h3", {}, "What was said"), longList({ class: "said" }, list, 15, statement)] : "");
    const left = (list) => list.filter((one) => page.shown.said[one]);

    // ---- what was chosen

    function start() {
      const busiest = [];
      for (const node of facts.byTies) if (page.shown.node[node] && busiest.push(node) === 12) break;
      const none = !facts.nodeCount;
      return [
        make("h2", { tabindex: "-1" }, none ? "Nothing to show" : "Choose a name"),
        make("p", { class: "soft" }, none ? "This view of the graph is empty."
          : "Click a name or a line in the picture, search, or take a row of the table. You then see what was said, in its sentence, and where it stands."),
        facts.content.notes.map((note) => make("p", { class: "note" }, note)),
        busiest.length ? [make("h3", {}, "Most ties"), make("ul", { class: "ties" }, busiest.map((node) => make("li", {}, nodeButton(node, "", facts.tiesOf[node].length))))] : "",
        none ? "" : [make("h3", {}, "How to read it"), make("ul", { class: "key" },
          make("li", {}, make("span", { class: "t source" }, "source"), " who says it"), make("li", {}, make("span", { class: "t cue" }, "cue"), " the words that say so"),
          make("li", {}, make("span", { class: "t content d1" }, "content"), " what is said"),
          groups ? make("li", {}, facts.closed ? "A bubble is a group of names round its topic or other hub; thick lines between bubbles: much in common." : "A disc holds those whose most ties are to the name in its middle; lines between discs: much in common.") : "")],
      ];
    }
    function ofNode(node) {
      const own = facts.tiesOf[node].filter((tie) => page.shown.tie[tie]);
      const groupsOf = new Map(), every = new Set();
      for (const tie of own) {
        const outward = ties.subject[tie] === node, name = facts.relation(tie, outward);
        if (!groupsOf.has(name)) groupsOf.set(name, []);
        groupsOf.get(name).push([outward ? ties.object[tie] : ties.subject[tie], tie]);
        ties.said[tie].forEach((one) => every.add(one));
      }
      const quoted = left([...every].sort((a, b) => a - b)), unsaid = own.filter((tie) => ties.passage[tie] >= 0);
      const missing = own.reduce((sum, tie) => sum + ties.count[tie] - ties.said[tie].length, 0);
      return [back(), title(nodes.label[node], facts.kindOf[node]),
        make("p", { class: "soft" }, [`${plural(nodes.statements[node], "statement")} in ${plural(nodes.articles[node], "article")}`, period(text(nodes.first[node]), text(nodes.last[node]))].filter(Boolean).join(", ")),
        make("p", { class: "soft" }, idOf(nodes.id[node])),
        page.shown.filtered && !own.length ? make("p", { class: "note" }, "The filters leave nothing of this name.") : "",
        [...groupsOf].map(([name, list]) => [make("h3", {}, name), longList({ class: "ties" },
          list.sort((a, b) => page.shown.many[b[1]] - page.shown.many[a[1]] || (nodes.label[a[0]] < nodes.label[b[0]] ? -1 : 1)), 10,
          ([other, tie]) => make("li", {}, nodeButton(other, ties.roles[tie].map(text).join("; "), page.shown.many[tie])))]),
        said(quoted), missing > 0 ? make("p", { class: "soft" }, `${plural(missing, "more statement")} counted above and not in this page.`) : "",
        unsaid.length ? [make("h3", {}, "Where it stands"), longList({ class: "said" }, unsaid, 8, passage)] : ""];
    }
    function ofTie(tie) {
      const from = ties.subject[tie], to = ties.object[tie], roles = ties.roles[tie].map(text).join("; ");
      return [back(), make("p", { class: "kind" }, plural(ties.count[tie], "statement")),
        make("h2", { tabindex: "-1" }, `${nodes.label[from]} ${text(ties.relation[tie])} ${nodes.label[to]}`),
        make("p", { class: "soft" }, [roles, period(text(ties.first[tie]), text(ties.last[tie]))].filter(Boolean).join(" · ")),
        make("ul", { class: "ties" }, [from, to].map((node) => make("li", {}, nodeButton(node, "", 0)))),
        said(left(ties.said[tie])), ties.passage[tie] >= 0 ? [make("h3", {}, "Where it stands"), longList({ class: "said" }, [tie], 1, passage)] : ""];
    }
    function ofGroup(group) {
      const members = [...nodes.label.keys()].filter((node) => nodes.group[node] === group && page.shown.node[node])
        .sort((a, b) => facts.weight[b] - facts.weight[a] || a - b);
      const open = page.picture.isOpen(group);
      return [back(), title(groups.label[group], groups.hub[group] >= 0 ? facts.kindOf[groups.hub[group]] : ""),
        make("p", { class: "soft" }, `A group of ${plural(members.length, "name")}: those whose most ties lead here.`),
        facts.closed ? make("p", { class: "row" }, make("button", { type: "button", onclick: () => { if (open) page.picture.close(group); else page.picture.openGroup(group); page.choose({ group }, { focus: true }); } }, open ? "Close the bubble" : "Open the bubble")) : "",
        make("h3", {}, "Names"), longList({ class: "ties" }, members, 15, (node) => make("li", {}, nodeButton(node, "", facts.tiesOf[node].length)))];
    }
    function ofStatement(one) {
      return [back(), make("h2", { tabindex: "-1" }, "Statement"), make("ul", { class: "said" }, statement(one))];
    }

    return {
      statement, where, toText,
      show(chosen, { focus }) {
        const made = chosen === null ? start() : chosen.node !== undefined ? ofNode(chosen.node) : chosen.tie !== undefined ? ofTie(chosen.tie)
          : chosen.group !== undefined ? ofGroup(chosen.group) : ofStatement(chosen.said);
        panel.replaceChildren(...made.flat(5).filter(Boolean));
        panel.scrollTop = 0;
        if (focus) panel.querySelector("h2").focus({ preventScroll: chosen === null });
      },
    };
  };
})(window.sayso = window.sayso || {});
