"use strict";
// What the page knows, read from the columns of its content, and which of it the filters leave.
(function (sayso) {
  const PARTS = ["", "source", "cue", "content"]; // by the numbers in a statement's text
  const REVERSED = {
    "commented on": "commented on by", quotes: "quoted by", "affiliated with": "people",
    "formerly at": "formerly here", "part of": "parts",
  };

  sayso.facts = function (content) {
    const { nodes, ties, statements, passages, articles, strings } = content;
    const text = (number) => (number < 0 || number === undefined ? "" : strings[number]);
    const nodeCount = nodes.label.length, tieCount = ties.subject.length, saidCount = statements.id.length;
    const kindOf = nodes.kind.map(text);
    const tiesOf = Array.from({ length: nodeCount }, () => []);
    for (let tie = 0; tie < tieCount; tie++) {
      tiesOf[ties.subject[tie]].push(tie);
      if (ties.object[tie] !== ties.subject[tie]) tiesOf[ties.object[tie]].push(tie);
    }
    const weight = nodes.label.map((_, node) => tiesOf[node].reduce((sum, tie) => sum + Math.max(1, ties.count[tie]), 0));
    const byTies = [...nodes.label.keys()].sort((a, b) => tiesOf[b].length - tiesOf[a].length || a - b);
    const names = nodes.label.map(sayso.plain);
    const words = new Array(saidCount);
    function plainWords(said) { // what can be searched in a statement: made when first asked for
      if (words[said] === undefined) words[said] = sayso.plain(statements.text[said].filter((_, place) => place % 2 === 0).join(""));
      return words[said];
    }
    const topicsOf = statements.topics.map((list) => list.map((topic) => topic[0]));
    const outletsOf = statements.outlet.map((outlet, said) => [outlet, ...statements.carriers[said].map((carrier) => carrier[0])].filter((one) => one >= 0));
    const statementsIn = new Map();
    statements.article.forEach((article, said) => {
      if (!statementsIn.has(article)) statementsIn.set(article, []);
      statementsIn.get(article).push(said);
    });

    function tally(lists) {
      const found = new Map();
      for (const list of lists) for (const one of new Set(list)) found.set(one, (found.get(one) || 0) + 1);
      return [...found].map(([number, many]) => ({ number, label: text(number), many }))
        .sort((a, b) => b.many - a.many || (a.label < b.label ? -1 : 1));
    }
    const kinds = tally(kindOf.map((_, node) => [nodes.kind[node]]));
    const dates = statements.date.map(text);
    const known = dates.filter(Boolean).sort();

    const full = (date, rest) => (date + rest).slice(0, 10); // "2026-05" begins before and ends after its days
    function within(first, last, filter) {
      if (!filter.from && !filter.to) return true;
      if (!first) return false;
      return (!filter.from || full(last || first, "-99-99") >= filter.from) && (!filter.to || full(first, "-00-00") <= filter.to);
    }
    const any = (list, set) => !set.size || list.some((one) => set.has(one));

    // What is left by a filter { hidden: kinds, topics, outlets: sets of strings' numbers, from, to, words }.
    function sift(filter) {
      const wanted = sayso.plain(filter.words).trim();
      const narrow = filter.topics.size > 0 || filter.outlets.size > 0 || wanted !== "";
      const filtered = narrow || Boolean(filter.from || filter.to);
      const said = new Uint8Array(saidCount), tie = new Uint8Array(tieCount), node = new Uint8Array(nodeCount), many = new Int32Array(tieCount);
      for (let one = 0; one < saidCount; one++) {
        said[one] = within(dates[one], dates[one], filter) && any(topicsOf[one], filter.topics) && any(outletsOf[one], filter.outlets)
          && (!wanted || plainWords(one).includes(wanted)) ? 1 : 0;
      }
      const open = (one) => !filter.hidden.has(nodes.kind[one]);
      const later = [];
      for (let one = 0; one < tieCount; one++) {
        const own = ties.said[one];
        if (!filtered) { many[one] = ties.count[one]; tie[one] = 1; continue; }
        for (const each of own) many[one] += said[each];
        if (many[one]) tie[one] = 1;
        else if (!own.length) later.push(one);
      }
      const spoken = new Uint8Array(nodeCount);
      for (let one = 0; one < tieCount; one++) if (tie[one]) spoken[ties.subject[one]] = spoken[ties.object[one]] = 1;
      for (const one of later) { // ties without a statement here: somebody's post
        const article = ties.passage[one] >= 0 ? passages.article[ties.passage[one]] : -1;
        const outlet = article >= 0 ? articles.outlet[article] : -1;
        if (!within(text(ties.first[one]), text(ties.last[one]), filter)) continue;
        if (filter.outlets.size && !filter.outlets.has(outlet)) continue;
        if ((filter.topics.size || wanted) && !spoken[ties.subject[one]]) continue;
        tie[one] = 1;
      }
      let nodesLeft = 0, tiesLeft = 0, saidLeft = 0;
      for (let one = 0; one < tieCount; one++) {
        if (!tie[one]) continue;
        const from = ties.subject[one], to = ties.object[one];
        if (open(from)) node[from] = 1;
        if (open(to)) node[to] = 1;
        if (!open(from) || !open(to)) tie[one] = 0; else tiesLeft++;
      }
      for (let one = 0; one < nodeCount; one++) nodesLeft += node[one];
      for (let one = 0; one < saidCount; one++) saidLeft += said[one];
      return { node, tie, said, many, filtered, nodesLeft, tiesLeft, saidLeft };
    }

    // Names that match, the best first: at the start of the name, of a word in it, anywhere.
    function search(query) {
      const wanted = sayso.plain(query).trim(), found = [];
      if (!wanted) return found;
      names.forEach((name, node) => {
        const at = name.indexOf(wanted);
        if (at >= 0) found.push([at === 0 ? 0 : /[\s(-]/.test(name[at - 1]) ? 1 : 2, -weight[node], node]);
      });
      return found.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]).map((one) => one[2]);
    }
    function countWords(query) {
      const wanted = sayso.plain(query).trim();
      let many = 0;
      if (wanted.length > 2) for (let said = 0; said < saidCount; said++) if (plainWords(said).includes(wanted)) many++;
      return many;
    }

    return {
      content, nodes, ties, statements, passages, articles, groups: content.groups, closed: content.closed,
      text, kindOf, tiesOf, byTies, weight, names, kinds, nodeCount, tieCount, saidCount, statementsIn, sift, search, countWords, PARTS,
      topics: tally(topicsOf), outlets: tally(outletsOf), dates, first: known[0] || "", last: known[known.length - 1] || "",
      words: (said) => statements.text[said].filter((_, place) => place % 2 === 1 ? false : PARTS[statements.text[said][place + 1]] === "content").join(" … "),
      relation: (tie, outward) => { const name = text(ties.relation[tie]); return outward ? name : REVERSED[name] || name; },
    };
  };
})(window.sayso = window.sayso || {});
