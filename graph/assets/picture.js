"use strict";
// The picture: nodes, ties and groups on a canvas, moved by mouse, touch and keys. It knows where things stand
// and what the filters leave; what a click means is the page's business.
(function (sayso) {
  const { shape, CORNERS, count } = sayso;
  const LABELS = 160, DRAWN_TIES = 4000;

  sayso.picture = function (page, element) {
    const facts = page.facts, { nodes, ties, groups, nodeCount, tieCount } = facts;
    const canvas = document.createElement("canvas"), context = canvas.getContext("2d", { alpha: false });
    canvas.setAttribute("aria-hidden", "true");
    element.prepend(canvas);
    const X = Float32Array.from(nodes.x), Y = Float32Array.from(nodes.y, (y) => -y);
    const heaviest = facts.weight.reduce((a, b) => Math.max(a, b), 1);
    const size = Float32Array.from(facts.weight, (weight) => (groups ? 0.2 + 0.26 * Math.sqrt(weight / heaviest) : 4.5 + 9 * Math.sqrt(weight / heaviest)));
    const order = [...nodes.label.keys()].sort((a, b) => facts.weight[b] - facts.weight[a] || a - b);
    const byKind = facts.kinds.map(({ number, label }) => ({ number, label, nodes: order.filter((node) => nodes.kind[node] === number).reverse() }));
    const hubs = new Map();
    if (groups) groups.hub.forEach((hub, group) => { if (hub >= 0) { hubs.set(hub, group); size[hub] = 0.62; } });
    const open = new Set(); // groups that are open; all are where the graph is not too large
    const isOpen = (group) => !facts.closed || open.has(group);
    let shown = page.shown, inGroup = [], links = [];
    let width = 0, height = 0, x = 0, y = 0, scale = 1, least = 0.1, whole = 1, colours = {}, waiting = false, moving = 0;
    let hovered = null, cursor = null, boxes = [];

    // ---- what is left of groups, and what ties them

    function countGroups() {
      if (!groups) return;
      inGroup = groups.label.map(() => 0);
      for (let node = 0; node < nodeCount; node++) if (shown.node[node]) inGroup[nodes.group[node]]++;
      const found = new Map();
      for (let tie = 0; tie < tieCount; tie++) {
        if (!shown.tie[tie]) continue;
        const one = nodes.group[ties.subject[tie]], other = nodes.group[ties.object[tie]];
        if (one === other) continue;
        const key = Math.min(one, other) * groups.label.length + Math.max(one, other);
        found.set(key, (found.get(key) || 0) + 1);
      }
      links = [...found].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, 1.5 * groups.label.length)
        .map(([key, many]) => [Math.floor(key / groups.label.length), key % groups.label.length, many]);
    }
    const total = groups ? new Int32Array(groups.label.length) : [];
    if (groups) for (const group of nodes.group) total[group]++;
    const discRadius = (group) => groups.radius[group] * Math.max(0.25, Math.sqrt(inGroup[group] / Math.max(1, total[group])));
    const drawn = (node) => shown.node[node] && (!groups || isOpen(nodes.group[node]));

    // ---- from the graph to the screen

    const toX = (at) => (at - x) * scale + width / 2;
    const toY = (at) => (at - y) * scale + height / 2;
    const radius = (node) => (groups ? Math.min(30, Math.max(1.2, size[node] * scale)) : size[node] * Math.min(2.2, Math.max(0.55, Math.sqrt(scale / whole))));

    function bounds(list) {
      const box = [Infinity, Infinity, -Infinity, -Infinity];
      for (const [cx, cy, r] of list) {
        box[0] = Math.min(box[0], cx - r); box[1] = Math.min(box[1], cy - r);
        box[2] = Math.max(box[2], cx + r); box[3] = Math.max(box[3], cy + r);
      }
      return list.length ? box : [-1, -1, 1, 1];
    }
    const everything = () => bounds(groups ? groups.x.map((cx, group) => [cx, -groups.y[group], groups.radius[group]]) : order.map((node) => [X[node], Y[node], 0.3]));
    function fitting([x0, y0, x1, y1], most) {
      const side = groups ? 24 : 90; // names stand to the right of nodes
      const fit = Math.min((width - 2 * side) / Math.max(x1 - x0, 0.5), (height - 60) / Math.max(y1 - y0, 0.5));
      return [(x0 + x1) / 2, (y0 + y1) / 2, Math.min(most || (groups ? 60 : 160), Math.max(fit, 0.01))];
    }
    function resize() {
      const ratio = Math.min(2, devicePixelRatio || 1), first = !width;
      if (!element.clientWidth) return;
      const centred = !first && Math.abs(scale - whole) < 1e-6;
      width = element.clientWidth; height = element.clientHeight;
      canvas.width = Math.round(width * ratio); canvas.height = Math.round(height * ratio);
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      whole = fitting(everything())[2];
      least = whole / 3;
      if (first || centred) [x, y, scale] = fitting(everything());
      draw();
    }
    const still = matchMedia("(prefers-reduced-motion: reduce)");
    function move([toX, toY, toScale]) {
      cancelAnimationFrame(moving);
      if (still.matches || !width) { x = toX; y = toY; scale = toScale; request(); return; }
      const from = [x, y, Math.log(scale)], to = [toX, toY, Math.log(toScale)], began = performance.now();
      (function step(now) {
        const part = Math.min(1, Math.max(0, (now - began) / 320)), ease = 1 - (1 - part) ** 3;
        x = from[0] + (to[0] - from[0]) * ease; y = from[1] + (to[1] - from[1]) * ease;
        scale = Math.exp(from[2] + (to[2] - from[2]) * ease);
        draw();
        if (part < 1) moving = requestAnimationFrame(step);
      })(began);
    }
    function zoom(factor, atX, atY) {
      const next = Math.min(Math.max(scale * factor, least), groups ? 90 : whole * 30);
      x += (atX - width / 2) * (1 / scale - 1 / next);
      y += (atY - height / 2) * (1 / scale - 1 / next);
      scale = next;
      request();
    }

    // ---- drawing

    function readColours() {
      const style = getComputedStyle(document.documentElement), read = (name) => style.getPropertyValue(name).trim();
      colours = { ink: read("--ink"), soft: read("--soft"), paper: read("--paper"), tie: read("--tie"), disc: read("--disc"), rim: read("--rim"), accent: read("--accent") };
    }
    function request() {
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => { waiting = false; draw(); });
    }
    function trace(kind, cx, cy, r) {
      const corners = CORNERS[shape(kind)];
      if (!corners) { context.moveTo(cx + r, cy); context.arc(cx, cy, r, 0, 2 * Math.PI); return; }
      corners.forEach(([dx, dy], place) => { if (place) context.lineTo(cx + dx * r, cy + dy * r); else context.moveTo(cx + dx * r, cy + dy * r); });
      context.closePath();
    }
    function paint(kind, list) {
      const colour = page.colour(kind), ring = shape(kind) === "ring";
      context.beginPath();
      for (const node of list) {
        const cx = toX(X[node]), cy = toY(Y[node]), r = radius(node);
        if (cx > -r && cy > -r && cx < width + r && cy < height + r) trace(kind, cx, cy, ring ? r * 0.8 : r);
      }
      if (ring) { context.strokeStyle = colour; context.lineWidth = 1.6; context.stroke(); } else {
        context.fillStyle = colour; context.fill();
        if (!groups || scale > 9) { context.strokeStyle = colours.paper; context.lineWidth = 1; context.stroke(); }
      }
    }
    function stroke(list, colour, alpha, least, thin) {
      context.strokeStyle = colour;
      context.globalAlpha = alpha;
      const widths = new Map(); // lines of one width are one path
      for (const tie of list) {
        const wide = thin ? 1 : Math.round(2 * (least + Math.min(4, Math.log2(Math.max(1, shown.many[tie]))))) / 2;
        if (!widths.has(wide)) widths.set(wide, []);
        widths.get(wide).push(tie);
      }
      for (const [wide, those] of widths) {
        context.lineWidth = wide;
        context.beginPath();
        for (const tie of those) {
          const [ax, ay] = place(ties.subject[tie]), [bx, by] = place(ties.object[tie]);
          context.moveTo(ax, ay); context.lineTo(bx, by);
        }
        context.stroke();
      }
      context.globalAlpha = 1;
    }
    // Where a node is seen: in a closed group at the group's middle.
    function place(node) {
      if (!groups || isOpen(nodes.group[node])) return [toX(X[node]), toY(Y[node])];
      const group = nodes.group[node];
      return [toX(groups.x[group]), toY(-groups.y[group])];
    }
    function focus() { // the node or tie that is looked at, with what is near it
      const at = hovered || page.chosen;
      if (!at) return null;
      if (at.node !== undefined && !(hovered && facts.closed && !drawn(at.node))) {
        const own = facts.tiesOf[at.node].filter((tie) => shown.tie[tie]);
        return { node: at.node, ties: own, near: new Set([at.node, ...own.flatMap((tie) => [ties.subject[tie], ties.object[tie]])]) };
      }
      if (at.tie !== undefined) return { tie: at.tie, ties: [at.tie], near: new Set([ties.subject[at.tie], ties.object[at.tie]]) };
      return at.group !== undefined ? { group: at.group, ties: [], near: null } : null;
    }

    function draw() {
      if (!width) return;
      const eye = focus(), dim = eye && eye.near;
      context.fillStyle = colours.paper;
      context.fillRect(0, 0, width, height);
      if (groups) discs(eye, dim);
      else if (shown.tiesLeft <= DRAWN_TIES) {
        const list = [];
        for (let tie = 0; tie < tieCount; tie++) if (shown.tie[tie]) list.push(tie);
        stroke(list, colours.tie, dim ? 0.25 : 1, 0.9);
      }
      context.globalAlpha = dim ? 0.22 : 1;
      for (const { label, nodes: list } of byKind) paint(label, list.filter(drawn));
      context.globalAlpha = 1;
      if (dim) {
        stroke(eye.ties.length > 600 ? eye.ties.slice(0, 600) : eye.ties, eye.tie === undefined ? colours.soft : colours.accent, eye.ties.length > 60 ? 0.45 : 0.8, eye.tie === undefined ? 1 : 2, eye.ties.length > 60);
        for (const { label, number } of byKind) paint(label, [...eye.near].filter((node) => nodes.kind[node] === number && drawn(node)));
      }
      const ringed = [page.chosen && page.chosen.node, cursor && cursor.node].filter((node) => node !== undefined && node !== null && drawn(node));
      for (const node of ringed) {
        context.beginPath(); context.arc(toX(X[node]), toY(Y[node]), radius(node) + 4, 0, 2 * Math.PI);
        context.strokeStyle = colours.ink; context.lineWidth = 2; context.stroke();
      }
      write(eye);
    }
    function discs(eye, dim) {
      const most = links.length ? links[0][2] : 1;
      context.strokeStyle = colours.rim;
      for (const [one, other, many] of links) {
        context.globalAlpha = (dim ? 0.3 : 1) * (0.25 + 0.6 * many / most);
        context.lineWidth = Math.max(0.8, Math.min(10, 9 * many / most));
        context.beginPath();
        context.moveTo(toX(groups.x[one]), toY(-groups.y[one]));
        context.lineTo(toX(groups.x[other]), toY(-groups.y[other]));
        context.stroke();
      }
      context.globalAlpha = 1;
      const lit = eye && eye.near ? new Set([...eye.near].map((node) => nodes.group[node])) : null;
      groups.label.forEach((_, group) => {
        if (!inGroup[group]) return;
        const cx = toX(groups.x[group]), cy = toY(-groups.y[group]), r = discRadius(group) * scale;
        if (cx + r < 0 || cy + r < 0 || cx - r > width || cy - r > height) return;
        const at = (eye && eye.group === group) || (page.chosen && page.chosen.group === group) || (cursor && cursor.group === group);
        context.globalAlpha = lit && !lit.has(group) ? 0.5 : 1;
        context.beginPath(); context.arc(cx, cy, r, 0, 2 * Math.PI);
        context.fillStyle = colours.disc; context.fill();
        context.strokeStyle = at ? colours.accent : colours.rim; context.lineWidth = at ? 2.5 : 1; context.stroke();
        if (!isOpen(group) && groups.hub[group] >= 0 && r > 7) { // the kind of the hub, at the top of a closed bubble
          const kind = facts.kindOf[groups.hub[group]];
          context.beginPath(); trace(kind, cx, cy - Math.min(r * 0.5, 18), Math.min(6, r * 0.25));
          context.fillStyle = page.colour(kind); context.fill();
        }
        context.globalAlpha = 1;
      });
    }

    // ---- names: the most important first, none over another

    const measured = new Map();
    function measure(text, bold) {
      const key = bold + text;
      if (!measured.has(key)) measured.set(key, context.measureText(text).width);
      return measured.get(key);
    }
    const short = (text) => (text.length > 34 ? text.slice(0, 32).trimEnd() + "…" : text);
    const free = (box) => box[0] > 2 && box[2] < width - 2 && box[1] > 2 && box[3] < height - 2
      && !boxes.some((other) => box[0] < other[2] && other[0] < box[2] && box[1] < other[3] && other[1] < box[3]);
    function put(text, spots, bold, must, high = 13) {
      context.font = `${bold ? "600 " : ""}${high}px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif`;
      const wide = measure(text, `${bold ? "b" : ""}${high}`), half = high * 0.62;
      for (const [cx, cy, align] of must ? [...spots, spots[0]] : spots) {
        const left = align === "right" ? cx - wide : align === "center" ? cx - wide / 2 : cx;
        const box = [left - 3, cy - half, left + wide + 3, cy + half];
        const last = must && cx === spots[0][0] && cy === spots[0][1] && boxes.length && !free(box);
        if (!free(box) && !(last && must === "always")) continue;
        boxes.push(box);
        context.lineWidth = 4; context.lineJoin = "round"; context.strokeStyle = colours.paper;
        context.strokeText(text, left, cy + high * 0.35);
        context.fillStyle = colours.ink;
        context.fillText(text, left, cy + high * 0.35);
        return true;
      }
      return false;
    }
    function write(eye) {
      boxes = [];
      let left = LABELS;
      const seen = new Set();
      function name(node, bold, must) {
        if (seen.has(node) || !drawn(node)) return;
        const cx = toX(X[node]), cy = toY(Y[node]), r = radius(node) + 3;
        if (cx < -20 || cy < -10 || cx > width + 20 || cy > height + 10) return;
        const disc = groups && hubs.has(node) && !must ? discRadius(hubs.get(node)) * scale : 0; // a hub's name is its disc's title
        const spots = disc ? [[cx, cy - disc, "center"], [cx, cy + disc, "center"], [cx, cy + r + 7, "center"]] : [[cx + r, cy, "left"], [cx - r, cy, "right"], [cx, cy - r - 6, "center"], [cx, cy + r + 6, "center"]];
        if (put(short(nodes.label[node]), spots, bold, must)) { left--; seen.add(node); }
      }
      if (eye && eye.node !== undefined) name(eye.node, true, "always");
      if (cursor && cursor.node !== undefined) name(cursor.node, true, "always");
      if (page.chosen && page.chosen.node !== undefined) name(page.chosen.node, true, "always");
      if (eye && eye.near) {
        [...eye.near].sort((a, b) => facts.weight[b] - facts.weight[a]).slice(0, 60).forEach((node) => name(node, hubs.has(node), eye.near.size < 12));
      }
      if (groups) {
        groups.label.forEach((label, group) => {
          const r = discRadius(group) * scale, cx = toX(groups.x[group]), cy = toY(-groups.y[group]);
          if (!inGroup[group] || r < 17 || (eye && eye.near && isOpen(group)) || cx < 0 || cy < 0 || cx > width || cy > height || left <= 0) return;
          if (isOpen(group)) { if (groups.hub[group] >= 0) name(groups.hub[group], true, false); return; }
          const wide = r > 24;
          if (put(short(label), [[cx, cy + (wide ? 2 : 0), "center"]], true, false) && wide) put(count(inGroup[group]), [[cx, cy + 18, "center"]], false, false, 12);
        });
        if (eye && eye.near || scale < 7) return;
      } else {
        // small graphs: nodes are not written over if it can be helped
        for (const node of order) if (shown.node[node]) { const r = radius(node); boxes.push([toX(X[node]) - r, toY(Y[node]) - r, toX(X[node]) + r, toY(Y[node]) + r]); }
        if (eye && eye.near) return;
      }
      for (const hub of hubs.keys()) if (drawn(hub)) { const r = radius(hub); boxes.push([toX(X[hub]) - r, toY(Y[hub]) - r, toX(X[hub]) + r, toY(Y[hub]) + r]); }
      // far off only the busiest have their names written, close by all have
      const most = groups ? Math.round(order.length * Math.min(1, ((scale - 7) / 30) ** 2)) : order.length;
      for (const node of order.slice(0, Math.max(most, 30))) {
        if (left <= 0) break;
        name(node, hubs.has(node), false);
      }
    }

    // ---- what stands at a point

    function hit(atX, atY) {
      let best = null, distance = Infinity;
      for (let node = 0; node < nodeCount; node++) {
        if (!drawn(node)) continue;
        const away = Math.hypot(toX(X[node]) - atX, toY(Y[node]) - atY) - radius(node);
        if (away < Math.min(5, distance)) { best = { node }; distance = away; }
      }
      if (best) return best;
      const eye = focus(), near = eye && eye.ties.length ? eye.ties : groups || shown.tiesLeft > DRAWN_TIES ? [] : null;
      const list = near || Array.from({ length: tieCount }, (_, tie) => tie).filter((tie) => shown.tie[tie]);
      distance = 5;
      for (const tie of list) {
        const [ax, ay] = place(ties.subject[tie]), [bx, by] = place(ties.object[tie]);
        const dx = bx - ax, dy = by - ay, along = Math.max(0, Math.min(1, ((atX - ax) * dx + (atY - ay) * dy) / (dx * dx + dy * dy || 1)));
        const away = Math.hypot(ax + along * dx - atX, ay + along * dy - atY);
        if (away < distance) { best = { tie }; distance = away; }
      }
      if (best || !groups) return best;
      const group = groups.label.findIndex((_, one) => inGroup[one] && Math.hypot(toX(groups.x[one]) - atX, toY(-groups.y[one]) - atY) < discRadius(one) * scale);
      return group >= 0 ? { group } : null;
    }
    const same = (one, other) => (one === null || other === null ? one === other : one.node === other.node && one.tie === other.tie && one.group === other.group);

    // ---- mouse and touch

    const fingers = new Map();
    let dragged = false, spread = 0;
    const at = (event) => { const box = canvas.getBoundingClientRect(); return [event.clientX - box.left, event.clientY - box.top]; };
    canvas.addEventListener("pointerdown", (event) => {
      fingers.set(event.pointerId, at(event));
      if (fingers.size === 1) dragged = false;
      try { canvas.setPointerCapture(event.pointerId); } catch { /* the finger is already off */ }
    });
    canvas.addEventListener("pointermove", (event) => {
      const now = at(event), before = fingers.get(event.pointerId);
      if (!before) { hover(now); return; }
      if (fingers.size === 1) {
        if (!dragged && Math.hypot(now[0] - before[0], now[1] - before[1]) < 4) return;
        dragged = true;
        cancelAnimationFrame(moving);
        x -= (now[0] - before[0]) / scale; y -= (now[1] - before[1]) / scale;
        fingers.set(event.pointerId, now);
        request();
        return;
      }
      dragged = true;
      fingers.set(event.pointerId, now);
      const [one, other] = [...fingers.values()], apart = Math.hypot(one[0] - other[0], one[1] - other[1]);
      if (spread) zoom(apart / spread, (one[0] + other[0]) / 2, (one[1] + other[1]) / 2);
      spread = apart;
    });
    function lifted(event) {
      const down = fingers.delete(event.pointerId);
      if (fingers.size < 2) spread = 0;
      return down;
    }
    canvas.addEventListener("pointerup", (event) => {
      if (!lifted(event) || dragged) return;
      const found = hit(...at(event));
      hovered = null;
      if (found && found.group !== undefined && facts.closed && !open.has(found.group)) openGroup(found.group);
      page.choose(found, {});
    });
    canvas.addEventListener("pointercancel", lifted);
    canvas.addEventListener("pointerleave", () => { if (hovered) { hovered = null; request(); } });
    canvas.addEventListener("wheel", (event) => { event.preventDefault(); cancelAnimationFrame(moving); zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0016)), ...at(event)); }, { passive: false });
    function hover(point) {
      const found = hit(...point);
      canvas.style.cursor = found ? "pointer" : "grab";
      if (same(found, hovered)) return;
      hovered = found && found.group !== undefined && !facts.closed ? null : found;
      request();
    }

    // ---- keys: arrows go from name to name, Enter takes it

    const DIRECTIONS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    function* stops() {
      for (let node = 0; node < nodeCount; node++) if (drawn(node)) yield [{ node }, X[node], Y[node]];
      if (groups) for (let group = 0; group < groups.label.length; group++) if (inGroup[group] && !isOpen(group)) yield [{ group }, groups.x[group], -groups.y[group]];
    }
    function step([dx, dy]) {
      const from = cursor ? (cursor.node !== undefined ? [X[cursor.node], Y[cursor.node]] : [groups.x[cursor.group], -groups.y[cursor.group]]) : [x, y];
      let best = null, cost = Infinity;
      for (const [stop, sx, sy] of stops()) {
        const along = (sx - from[0]) * dx + (sy - from[1]) * dy, aside = Math.abs((sx - from[0]) * dy + (sy - from[1]) * dx);
        if (cursor ? along <= 1e-6 || aside > 1.2 * along : false) continue;
        const price = Math.hypot(along, 2 * aside);
        if (price < cost) { best = stop; cost = price; }
      }
      if (!best) { page.say("Nothing further that way"); return; }
      cursor = best;
      page.say(best.node !== undefined ? page.told(best.node) : `Group ${groups.label[best.group]}, ${count(inGroup[best.group])} names, closed. Enter opens it.`);
      const [cx, cy] = best.node !== undefined ? [X[best.node], Y[best.node]] : [groups.x[best.group], -groups.y[best.group]];
      if (toX(cx) < 60 || toX(cx) > width - 60 || toY(cy) < 40 || toY(cy) > height - 40) move([cx, cy, scale]); else request();
    }
    element.addEventListener("keydown", (event) => {
      if (event.target !== element || event.altKey || event.ctrlKey || event.metaKey) return;
      const direction = DIRECTIONS[event.key];
      if (direction && event.shiftKey) { x += direction[0] * 80 / scale; y += direction[1] * 80 / scale; request(); }
      else if (direction) step(direction);
      else if ((event.key === "Enter" || event.key === " ") && cursor) {
        const taken = cursor; // it is gone as soon as the picture loses the focus
        if (taken.group !== undefined) {
          openGroup(taken.group);
          cursor = groups.hub[taken.group] >= 0 ? { node: groups.hub[taken.group] } : null;
        }
        page.choose(taken, { focus: taken.node !== undefined });
      } else if (event.key === "+" || event.key === "=") zoom(1.4, width / 2, height / 2);
      else if (event.key === "-") zoom(1 / 1.4, width / 2, height / 2);
      else if (event.key === "0") move(fitting(everything()));
      else return;
      event.preventDefault();
    });
    element.addEventListener("blur", () => { cursor = null; request(); });

    // ---- groups

    function openGroup(group) {
      open.add(group);
      const r = groups.radius[group], cx = groups.x[group], cy = -groups.y[group];
      move(fitting([cx - r, cy - r, cx + r, cy + r]));
      page.say(`${groups.label[group]} opened: ${count(inGroup[group])} names`);
    }

    readColours();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); request(); });
    countGroups();
    new ResizeObserver(resize).observe(element);
    resize();
    return {
      sifted(next) { shown = next; cursor = null; countGroups(); draw(); },
      redraw: request,
      zoom: (factor) => zoom(factor, width / 2, height / 2),
      whole: () => move(fitting(everything())),
      isOpen, openGroup,
      close(group) { open.delete(group); move(fitting(everything())); },
      show(node) { // bring it into the middle
        if (groups && !isOpen(nodes.group[node])) open.add(nodes.group[node]);
        if (width) move([X[node], Y[node], groups ? Math.max(scale, Math.min(26, whole * 6)) : Math.max(scale, whole * 1.3)]);
      },
      at: (node) => place(node), // for tests: where a node stands on the canvas
    };
  };
})(window.sayso = window.sayso || {});
