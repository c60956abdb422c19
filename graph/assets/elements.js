"use strict";
// Elements of the page, and words. Whatever comes from an article passes through `make` as text, never as markup.
(function (sayso) {
  const SVG = "http://www.w3.org/2000/svg";

  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (name === "class") made.className = value;
      else if (name.startsWith("on")) made.addEventListener(name.slice(2), value);
      else made.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat(3)) {
      if (child !== null && child !== undefined && child !== "" && child !== false) made.append(child);
    }
    return made;
  }

  // The shape of each kind, in a square from -1 to 1: kinds are told apart without colour too.
  const SHAPES = {
    person: "circle", organization: "square", topic: "diamond", outlet: "triangle", platform: "triangle",
    collective: "hexagon", "unnamed-person": "ring", document: "page",
  };
  const CORNERS = {
    square: [[-0.86, -0.86], [0.86, -0.86], [0.86, 0.86], [-0.86, 0.86]],
    diamond: [[0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]],
    triangle: [[0, -1.15], [1.1, 0.85], [-1.1, 0.85]],
    hexagon: [[-1.05, 0], [-0.52, -0.92], [0.52, -0.92], [1.05, 0], [0.52, 0.92], [-0.52, 0.92]],
    page: [[-0.7, -1], [0.7, -1], [0.7, 1], [-0.7, 1]],
  };
  const shape = (kind) => SHAPES[kind] || "circle";

  function glyph(kind, colour) {
    const made = document.createElementNS(SVG, "svg");
    const corners = CORNERS[shape(kind)];
    const drawn = document.createElementNS(SVG, corners ? "polygon" : "circle");
    made.setAttribute("viewBox", "-1.4 -1.4 2.8 2.8");
    made.setAttribute("class", "glyph");
    made.setAttribute("aria-hidden", "true");
    if (corners) drawn.setAttribute("points", corners.map((corner) => corner.join(",")).join(" "));
    else drawn.setAttribute("r", shape(kind) === "ring" ? "0.8" : "1");
    if (shape(kind) === "ring") {
      drawn.setAttribute("fill", "none");
      drawn.setAttribute("stroke", colour);
      drawn.setAttribute("stroke-width", "0.5");
    } else drawn.setAttribute("fill", colour);
    made.append(drawn);
    return made;
  }

  function link(text, url) {
    if (!/^https?:\/\//i.test(url || "")) return text;
    return make("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, text);
  }

  // A list that grows at a button: a few at first, four times as many each time.
  function longList(attributes, list, step, show) {
    const made = make("ul", attributes);
    const more = make("button", { type: "button", class: "more", onclick: () => grow(true) });
    let shown = 0;
    function grow(move) {
      const added = list.slice(shown, shown + step).map(show);
      made.append(...added);
      shown = Math.min(list.length, shown + step);
      step *= 4;
      more.textContent = `Show more (${count(list.length - shown)} left)`;
      more.hidden = shown >= list.length;
      if (move && added.length) (added[0].querySelector("button, a, summary") || added[0]).focus();
    }
    grow(false);
    return [made, more];
  }

  const count = (number) => number.toLocaleString("en");
  const plural = (number, word) => `${count(number)} ${word}${number === 1 ? "" : "s"}`;
  const plain = (text) => (text || "").normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const spaced = (text) => text.replace(/-/g, " ");
  const period = (first, last) => (first ? (first === last || !last ? first : `${first} to ${last}`) : "").replace(/-/g, "‑");

  Object.assign(sayso, { make, glyph, shape, CORNERS, link, longList, count, plural, plain, spaced, period });
})(window.sayso = window.sayso || {});
