// An article works without this: its numbers are links. With it, marked words lead to their explanation too.
"use strict";

const number = (element) => [...element.classList].find((name) => /^k\d+$/.test(name));

for (const block of document.querySelectorAll(".block")) {
  const text = block.querySelector(".text");
  if (!block.querySelector(".entry")) continue;
  for (const mark of text.querySelectorAll(".t")) {
    const own = number(mark); // the innermost statement's comes first
    if (own && block.querySelector(`.entry.${own}`)) mark.dataset.to = own;
  }
  text.addEventListener("click", (event) => {
    const mark = event.target.closest(".t[data-to]");
    if (!mark || event.target.closest("a") || String(getSelection())) return;
    const entry = block.querySelector(`.entry.${mark.dataset.to}`);
    location.hash = entry.id;
    entry.querySelector(".number").focus({ preventScroll: true });
  });
}

// #char=begin,end is a stretch of the text, in code points: marked where the browser can, and scrolled to
const stretch = () => {
  const found = /^#char=(\d+),(\d+)$/.exec(decodeURIComponent(location.hash));
  globalThis.CSS?.highlights?.delete("found");
  if (!found) return;
  const [begin, end] = [Number(found[1]), Number(found[2])];
  const range = document.createRange();
  let open = false;
  for (const text of document.querySelectorAll("[data-start]")) {
    let place = Number(text.dataset.start);
    const walker = document.createTreeWalker(text, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      if (node.parentElement.closest(".n")) continue;
      const points = [...node.data];
      const units = (count) => points.slice(0, count).join("").length;
      if (!open && begin < place + points.length) {
        range.setStart(node, units(Math.max(0, begin - place)));
        open = true;
      }
      if (open && end > place) range.setEnd(node, units(Math.min(points.length, end - place)));
      place += points.length;
    }
  }
  if (!open) return;
  if (globalThis.Highlight) CSS.highlights.set("found", new Highlight(range));
  range.startContainer.parentElement.scrollIntoView({ block: "center" });
};
addEventListener("hashchange", stretch);
stretch();

// n and p go from statement to statement, as long as nobody is typing
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  const step = { n: 1, p: -1 }[event.key];
  if (!step) return;
  const places = [...document.querySelectorAll(".n[id]")];
  const here = document.activeElement?.closest(".n[id]") ?? document.querySelector(".n:target");
  const next = places[places.indexOf(here) + step] ?? (step > 0 ? places[0] : places.at(-1));
  if (!next) return;
  event.preventDefault();
  location.hash = next.id;
  next.focus();
});
