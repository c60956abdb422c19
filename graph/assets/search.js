"use strict";
// The search field: names as one types, by mouse or arrow keys, and the words of statements.
(function (sayso) {
  const { make, glyph, plural } = sayso;

  sayso.search = function (page) {
    const field = document.getElementById("search"), list = document.getElementById("hits");
    let options = [], active = -1;

    function close() {
      list.hidden = true;
      field.setAttribute("aria-expanded", "false");
      field.removeAttribute("aria-activedescendant");
      active = -1;
    }
    function point(place) {
      active = options.length ? (place + options.length) % options.length : -1;
      options.forEach((option, number) => option.element.setAttribute("aria-selected", String(number === active)));
      if (active < 0) return;
      field.setAttribute("aria-activedescendant", options[active].element.id);
      options[active].element.scrollIntoView({ block: "nearest" });
    }
    function offer(content, take) {
      const element = make("li", { role: "option", id: `hit-${options.length}`, "aria-selected": "false" }, content);
      element.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
      element.addEventListener("click", () => { close(); take(); });
      options.push({ element, take });
    }
    function find() {
      const facts = page.facts, query = field.value.trim();
      options = [];
      active = -1;
      if (!query) { close(); return; }
      const found = facts.search(query), spoken = facts.countWords(query);
      for (const node of found.slice(0, 10)) {
        const kind = facts.kindOf[node];
        offer([glyph(kind, page.colour(kind)), make("span", {}, facts.nodes.label[node]), make("span", { class: "soft" }, sayso.spaced(kind))],
          () => { field.value = facts.nodes.label[node]; page.choose({ node }, { move: true, focus: true }); });
      }
      if (spoken) {
        offer([make("span", {}, `“${query}” in what was said`), make("span", { class: "soft" }, plural(spoken, "statement"))],
          () => { field.value = ""; page.filterWords(query); });
      }
      list.replaceChildren(...(options.length ? options.map((option) => option.element)
        : [make("li", { class: "none", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "No such name or words here")]));
      list.hidden = false;
      field.setAttribute("aria-expanded", "true");
      page.say(options.length ? `${plural(found.length, "name")}${spoken ? `, in ${plural(spoken, "statement")}` : ""}` : "Nothing found");
    }
    field.addEventListener("input", find);
    field.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) find();
        point(event.key === "ArrowDown" ? active + 1 : active < 0 ? -1 : active - 1);
      } else if (event.key === "Enter") {
        event.preventDefault();
        if (list.hidden) find();
        const option = options[Math.max(0, active)];
        if (option) { close(); option.take(); }
      } else if (event.key === "Escape" && !list.hidden) {
        event.stopPropagation();
        close();
      }
    });
    field.addEventListener("blur", close);
    document.getElementById("find").addEventListener("submit", (event) => event.preventDefault());
  };
})(window.sayso = window.sayso || {});
