"use strict";
// Filters by kind, topic, outlet, time and words; picture, table and articles follow them.
(function (sayso) {
  const { make, glyph, count, plural, plain, spaced } = sayso;

  sayso.filters = function (page) {
    const facts = page.facts, box = document.getElementById("filters");
    const filter = { hidden: new Set(), topics: new Set(), outlets: new Set(), from: "", to: "", words: "" };
    const boxes = [];
    const changed = () => { state(); page.sifted(filter); };

    function check(label, many, checked, change, before) {
      const input = make("input", { type: "checkbox" });
      input.checked = checked;
      input.addEventListener("change", () => { change(input.checked); changed(); });
      return make("label", { class: "check" }, input, before, make("span", { class: "name" }, label), make("span", { class: "many" }, count(many)));
    }
    const kinds = make("fieldset", { id: "legend" }, make("legend", {}, "Kinds"), facts.kinds.map(({ number, label, many }) =>
      check(spaced(label), many, true, (on) => { if (on) filter.hidden.delete(number); else filter.hidden.add(number); }, glyph(label, page.colour(label)))));

    // A long list to tick: the twelve most frequent, the rest by letters typed above it.
    function choices(title, name, list) {
      if (!list.length) return "";
      const set = filter[name], rows = make("div", { class: "checks" }), state = make("span", { class: "many" });
      let wanted = "";
      function fill() {
        const found = list.filter((one) => !wanted || plain(one.label).includes(wanted));
        const shown = [...found.filter((one) => set.has(one.number)), ...found.filter((one) => !set.has(one.number))].slice(0, wanted ? 60 : 12);
        rows.replaceChildren(...shown.map(({ number, label, many }) =>
          check(label, many, set.has(number), (on) => { if (on) set.add(number); else set.delete(number); })),
        found.length > shown.length ? make("p", { class: "soft" }, `and ${count(found.length - shown.length)} more: type to find them`) : "");
      }
      const field = make("input", { type: "search", "aria-label": `Find in ${title.toLowerCase()}`, placeholder: `Find in ${count(list.length)} …` });
      field.addEventListener("input", () => { wanted = plain(field.value).trim(); fill(); });
      fill();
      boxes.push({ clear: () => { set.clear(); field.value = wanted = ""; fill(); }, state: () => { state.textContent = set.size ? `${set.size} chosen` : "all"; } });
      const small = list.length <= 12;
      return make("details", { id: `filter-${name}`, open: name === "topics" && !matchMedia("(max-width: 60rem)").matches }, make("summary", {}, make("span", { class: "name" }, title), state),
        make("fieldset", {}, make("legend", { class: "unseen" }, title), small ? "" : field, rows));
    }

    function time() {
      if (!facts.first) return "";
      const low = facts.first.slice(0, 10), high = facts.last.slice(0, 10);
      const state = make("span", { class: "many" });
      const input = (name, label) => {
        const made = make("input", { type: "date", id: `time-${name}`, min: low, max: high });
        made.addEventListener("change", () => { filter[name] = made.value; changed(); });
        return [make("label", { for: `time-${name}` }, label), made];
      };
      const bars = columns();
      const fields = make("div", { class: "dates" }, input("from", "From"), input("to", "To"));
      boxes.push({
        clear: () => { filter.from = filter.to = ""; fields.querySelectorAll("input").forEach((made) => { made.value = ""; }); },
        state: () => { state.textContent = filter.from || filter.to ? "chosen" : "all"; bars.mark(); },
      });
      return make("details", { id: "filter-time", open: true }, make("summary", {}, make("span", { class: "name" }, "Time"), state),
        make("fieldset", {}, make("legend", { class: "unseen" }, "Time"), bars.element, fields));
    }
    // Statements by month or year as columns; beside the date fields they only illustrate.
    function columns() {
      const months = facts.dates.filter((date) => date.length >= 7).map((date) => date.slice(0, 7));
      const years = months.length && Number(facts.last.slice(0, 4)) - Number(facts.first.slice(0, 4)) > 5;
      const tally = new Map();
      for (const month of months) { const key = years ? month.slice(0, 4) : month; tally.set(key, (tally.get(key) || 0) + 1); }
      const keys = [];
      if (tally.size) {
        const all = [...tally.keys()].sort(), last = all[all.length - 1];
        for (let key = all[0]; key <= last && keys.length < 400;) {
          keys.push(key);
          const [year, month] = key.split("-").map(Number);
          key = years ? String(year + 1) : month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, "0")}`;
        }
      }
      const most = Math.max(1, ...tally.values());
      const element = make("div", { class: "columns", "aria-hidden": "true" }, keys.map((key) => {
        const column = make("span", { title: `${key}: ${plural(tally.get(key) || 0, "statement")}` });
        column.style.height = `${Math.max(tally.get(key) ? 6 : 0, 100 * (tally.get(key) || 0) / most)}%`;
        return column;
      }));
      return { element, mark: () => [...element.children].forEach((column, place) => {
        const key = keys[place];
        column.classList.toggle("out", Boolean((filter.from && key < filter.from.slice(0, key.length)) || (filter.to && key > filter.to.slice(0, key.length))));
      }) };
    }

    const reset = make("button", { type: "button", id: "reset", onclick: clear }, "Clear filters");
    const words = make("p", { id: "filter-words", hidden: true });
    function state() {
      boxes.forEach((one) => one.state());
      words.hidden = !filter.words;
      words.replaceChildren(`Only statements with “${filter.words}” `,
        make("button", { type: "button", onclick: () => { filter.words = ""; changed(); document.getElementById("search").focus(); } }, "Remove"));
      reset.disabled = !(filter.hidden.size || filter.topics.size || filter.outlets.size || filter.from || filter.to || filter.words);
    }
    function clear() {
      filter.hidden.clear();
      filter.words = "";
      kinds.querySelectorAll("input").forEach((input) => { input.checked = true; });
      boxes.forEach((one) => one.clear());
      changed();
    }
    box.replaceChildren(words, kinds, choices("Topics", "topics", facts.topics), time(), choices("Outlets", "outlets", facts.outlets), reset);
    state();
    return {
      filter, clear,
      setWords(text) { filter.words = text; changed(); },
      showKind(number) { // somebody of a kind that is hidden was chosen
        if (!filter.hidden.delete(number)) return;
        kinds.querySelectorAll("input").forEach((input, place) => { input.checked = !filter.hidden.has(facts.kinds[place].number); });
        changed();
      },
    };
  };
})(window.sayso = window.sayso || {});
