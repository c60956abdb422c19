"use strict";
// The source of the live page: content and articles are asked of the server, and names lead to their pages.
(function (sayso) {
  const { view, content, articles, root, base, routes } = document.body.dataset;
  const loading = document.getElementById("loading");
  let statements = null;
  let chosen = "";

  async function fetched(address) {
    const reply = await fetch(address, { headers: { Accept: "application/json" } });
    if (reply.ok) return reply.json();
    let said = "";
    try { said = (await reply.json()).error; } catch { /* it did not say why */ }
    throw new Error(said || `the server answered ${reply.status}`);
  }
  const source = {
    address: sayso.addresses({ base, root, routes: JSON.parse(routes) }).ofId,
    async content() {
      const found = await fetched(content);
      statements = new Map(found.statements.id.map((id, number) => [id, number]));
      source.articles = found.articles.id;
      chosen = found.chosen;
      return found;
    },
    async article(number) {
      const told = await fetched(articles.replace("ID", encodeURIComponent(source.articles[number])));
      // its statements by their numbers in this view; -1 is one that is not in it
      told.numbers = told.numbers.map((place) => statements.get(told.statements[place]) ?? -1);
      return told;
    },
  };

  function failed(error) {
    loading.classList.add("failed");
    loading.setAttribute("role", "alert");
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => location.reload());
    const why = document.createElement("span");
    const narrowed = /[?]./.test(content);
    why.textContent = `The graph could not be drawn: ${error.message}. ${narrowed ? "" : "A part of it may be: “Narrow” above takes a topic, a person or a time. "}`;
    loading.replaceChildren(why, again);
    document.documentElement.dataset.failed = "true";
  }
  async function start() {
    document.getElementById("title").textContent = view.replace(/-/g, " – ");
    const slow = setTimeout(() => { loading.textContent = "Reading the graph … A large one takes some seconds when it is asked for first."; }, 1500);
    try {
      await sayso.start(source);
      loading.remove();
    } catch (error) { failed(error); return; } finally { clearTimeout(slow); }
    const node = chosen ? sayso.page.facts.nodes.id.indexOf(chosen) : -1;
    if (node >= 0) sayso.page.choose({ node }, { move: true });
  }
  // one menu is open at a time, Escape or a click elsewhere closes it
  const menus = [...document.querySelectorAll(".menu")];
  const close = (but) => menus.forEach((menu) => { if (menu !== but) menu.open = false; });
  menus.forEach((menu) => menu.addEventListener("toggle", () => { if (menu.open) close(menu); }));
  document.addEventListener("pointerdown", (event) => close(event.target.closest(".menu")));
  document.addEventListener("keydown", (event) => {
    const menu = menus.find((one) => one.open);
    if (event.key !== "Escape" || !menu) return;
    event.preventDefault();
    menu.open = false;
    menu.querySelector("summary").focus();
  }, { capture: true });
  start();
})(window.sayso = window.sayso || {});
