"use strict";
// The articles, with source, cue and content marked: from a quotation to its place in the text, and back.
(function (sayso) {
  const { make, link, longList, count, plural } = sayso;

  sayso.reader = function (page, box) {
    const facts = page.facts, { statements, articles, text } = facts;
    const list = make("nav", { id: "article-list", "aria-label": "Articles" }), body = make("article", { id: "article", "aria-label": "Article" });
    box.replaceChildren(list, body);
    let stale = true, current = -1, asked = 0;

    function fill() {
      stale = false;
      const left = sayso.range(articles.title.length)
        .map((article) => [article, (facts.statementsIn.get(article) || []).filter((said) => page.shown.said[said]).length])
        .filter(([article, many]) => many || (!page.shown.filtered && articles.read[article]))
        .sort((a, b) => (text(articles.date[b[0]]) > text(articles.date[a[0]]) ? 1 : text(articles.date[b[0]]) < text(articles.date[a[0]]) ? -1 : a[0] - b[0]));
      list.replaceChildren(make("h2", {}, plural(left.length, "article")), ...longList({}, left, 40, ([article, many]) => make("li", {},
        make("button", { type: "button", "aria-current": article === current ? "true" : null, onclick: () => open(article, -1) },
          make("span", { class: "title" }, text(articles.title[article])),
          make("span", { class: "soft" }, [text(articles.outlet[article]), text(articles.date[article]), plural(many, "statement"), articles.read[article] ? "" : "no text here"].filter(Boolean).join(" · "))))));
      if (current < 0) body.replaceChildren(make("p", { class: "soft" }, left.length ? "Choose an article." : "No article is left by the filters."));
    }
    async function open(article, said) {
      current = article;
      const turn = ++asked;
      list.querySelectorAll("[aria-current]").forEach((button) => button.removeAttribute("aria-current"));
      fill();
      const header = make("header", {}, make("h2", { tabindex: "-1" }, link(text(articles.title[article]), articles.url[article])),
        make("p", { class: "soft" }, [text(articles.outlet[article]), text(articles.date[article]), text(articles.file[article])].filter(Boolean).join(" · ")));
      let told = null;
      if (articles.read[article]) {
        try { told = await page.source.article(article); } catch { told = null; }
        if (turn !== asked) return; // another article was asked for meanwhile
      }
      if (!told) {
        const own = facts.statementsIn.get(article) || [];
        body.replaceChildren(header, make("p", { class: "note" }, "The text of this article is not at hand; these are its statements."), make("ul", { class: "said" }, own.map(page.details.statement)));
      } else body.replaceChildren(header, legend(), make("div", { class: "text" }, told.blocks.map(([kind, pieces]) => block(kind, pieces, told.numbers))));
      point(said, header);
    }
    const legend = () => make("p", { class: "key soft" }, make("span", { class: "t source" }, "source"), " ", make("span", { class: "t cue" }, "cue"), " ",
      make("span", { class: "t content d1" }, "content"), " ", make("span", { class: "t content d1 guess" }, "a guess"), " A number leads to the statement beside the text.");

    function block(kind, pieces, numbers) {
      const made = make("p", { class: `block ${kind}`, dir: "auto" });
      for (const [words, classes, opening, code] of pieces) {
        for (const [part, ...those] of opening) {
          for (const number of those) {
            const said = numbers[number - 1];
            if (said < 0 || (page.shown.filtered && !page.shown.said[said])) continue; // not in this view, or filtered away
            made.append(make("button", { type: "button", class: `n ${part}`, "data-said": said, "data-part": part, "aria-label": `${part} of statement ${number}, by ${text(statements.name[said]) || "nobody named"}`,
              onclick: () => page.choose({ said }, { focus: true }) }, String(number)));
          }
        }
        const shown = code ? make("i", { class: "odd", title: code }, words) : words;
        made.append(classes ? make("span", { class: `t ${classes}` }, shown) : shown);
      }
      return made;
    }
    function point(said, header) {
      body.querySelectorAll(".here").forEach((one) => one.classList.remove("here"));
      const marks = said < 0 ? [] : [...body.querySelectorAll(`[data-said="${said}"]`)];
      if (!marks.length) { body.parentElement.scrollTop = 0; header.querySelector("h2").focus({ preventScroll: true }); return; }
      const mark = marks.find((one) => one.dataset.part === "content") || marks[0];
      marks.forEach((one) => one.classList.add("here"));
      mark.scrollIntoView({ block: "center" });
      mark.focus({ preventScroll: true });
    }
    return {
      open,
      sifted() { stale = true; if (!box.closest("[hidden]")) fill(); },
      shown() { if (stale) fill(); },
    };
  };
})(window.sayso = window.sayso || {});
