// What a page says of what happens to its znode, loaded once something has. A bar
// says it and moves nothing; who wants to see it happen switches following on, for
// the tab.

// start takes what the page's script has, and returns what takes the events.
export function start({ find, findAll, setText, showAgo, showLocal, rowsOf, nameOf, upgrade, readLines, main, tree, code, served, first, rows, disconnect, connect }) {
  const live = find("#live"), writes = find("#writes"), follows = find("#follow");
  const parts = ["czxid", "mzxid", "pzxid", "aversion", "version", "cversion", "numChildren"];
  const told = new Map(); // of children, by name, what they look like now
  const around = new Map(); // of each znode above, what was told when it was shown, and last
  let shown = seenIn(main), now = shown, by = {}, counted = shown, versions = 0, minute = Array(12).fill(0);
  let refreshing = false, again = false;

  // seenIn is the stat that a page shows, with the numbers of an event.
  function seenIn(page) {
    const numbers = page?.dataset.seen?.split(".") ?? [];
    return Object.fromEntries(numbers.map((n, i) => [parts[i], Number(n)]));
  }

  const words = (pattern, values) => pattern.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const amount = (n, one, many) => (n === 1 ? one : words(many, { n }));
  const visible = (text) => text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd");

  function nodeChanged(node, own) {
    numbers(node);
    if (!own) return changedAround(node);
    now = node;
    (node.differs ?? [node.change]).forEach((change, i) => { by[change] = i ? "" : node.by && words(live.dataset.byConsole, { who: visible(node.by) }); });
    countVersions();
    say();
    if (node.change !== "deleted") refresh();
  }

  // authorTold says who made a change, which the history tells somewhat later.
  function authorTold({ change, by: who, sure, session }) {
    const said = { console: live.dataset.byConsole, audit: live.dataset.byAudit, address: live.dataset.byAddress };
    by[change] = who && said[sure] ? words(said[sure], { who: visible(who) }) : words(live.dataset.bySession, { who: session });
    say();
  }

  function numbers(node) {
    for (const part of parts) node[part] = Number(node[part]);
    return node;
  }

  // children is how many came and went between two stats.
  function children(before, after) {
    const all = after.cversion - before.cversion, more = after.numChildren - before.numChildren;
    return [(all + more) / 2, (all - more) / 2];
  }

  // changes is what differs from what the page shows, in words.
  function changes() {
    const said = live.dataset, all = [];
    const add = (what, change) => all.push(by[change] ? `${what} ${by[change]}` : what);
    if (now.change === "deleted") add(said.deleted, "deleted");
    else if (now.czxid !== shown.czxid) add(said.madeAnew, "created");
    else {
      const [came, went] = children(shown, now);
      if (now.mzxid !== shown.mzxid) add(words(said.version, { from: shown.version, to: now.version }), "data");
      if (came) add(amount(came, said.childCame, said.childrenCame), "children");
      if (went) add(amount(went, said.childWent, said.childrenWent), "children");
      if (now.aversion !== shown.aversion) add(said.acl, "acl");
    }
    return all;
  }

  function say() {
    const all = changes(), text = find("p", live);
    live.hidden = all.length === 0;
    mark(find("#children"), ...(now.czxid === shown.czxid && !live.hidden ? children(shown, now) : [0, 0]));
    if (live.hidden) return;
    const time = document.createElement("time");
    time.className = "ago";
    time.dateTime = now.at;
    text.role = "status";
    text.replaceChildren(all.join(" · "), " · ", time);
    showAgo();
  }

  // mark puts beside a list how many of its children came and went since it was shown.
  function mark(beside, came, went) {
    if (!beside) return;
    label(beside, cameAndWent(came, went));
    if (beside.role === "treeitem") beside.ariaLabel = nameOf(beside);
  }

  function cameAndWent(came, went) {
    return [came && words(live.dataset.newChildren, { n: came }), went && words(live.dataset.missingChildren, { n: went })].filter(Boolean);
  }

  // label puts beside what is shown what is another by now.
  function label(beside, all, put = "append") {
    let news = find(".news", beside);
    if (all.length === 0) return news?.remove();
    if (!news) beside[put](news = document.createElement("small"));
    news.className = "news";
    setText(news, all.join(", "));
  }

  // rowsChanged marks the children that are others than their rows show.
  function rowsChanged({ path, rows: changed }) {
    for (const row of changed) told.set(row.name, { path: `${path.replace(/\/$/, "")}/${row.name}`, ...row });
    const marked = [...findAll(".children td.c-name a")].filter(markRow);
    if (marked.length > 0) refresh();
  }

  // markRow reports whether a child is another than its row shows.
  function markRow(link) {
    const row = told.get(decodeURIComponent(link.pathname.split("/").pop())), cells = link.closest("tr");
    if (!row) return false;
    const count = (cell) => Number(find(cell, cells)?.textContent.replace(/\D/g, ""));
    const more = row.deleted ? 0 : row.numChildren - count(".c-children") || 0, time = find(".c-modified time", cells)?.dateTime;
    const came = Math.max(more, 0), went = Math.max(-more, 0), all = cameAndWent(came, went);
    if (row.deleted) all.push(live.dataset.rowDeleted);
    else if (row.dataLength !== count(".c-bytes") || time && row.modified !== time) all.unshift(live.dataset.rowChanged);
    label(link.parentElement, all, "prepend");
    for (const item of rowsOf(row.path)) mark(item.parentElement, came, went);
    return all.length > 0;
  }

  function changedAround(node) {
    const was = around.get(node.path)?.was ?? numbers(first.get(node.path));
    around.set(node.path, { was, last: node });
    const differs = node.czxid === was.czxid ? children(was, node) : [0, 0];
    for (const item of rowsOf(node.path)) mark(item.parentElement, ...differs);
    if (node.pzxid !== was.pzxid) refresh();
  }

  // countVersions counts what was written since the page was opened.
  function countVersions() {
    if (now.change === "deleted") return;
    const more = now.czxid === counted.czxid ? now.version - counted.version : now.version + 1;
    counted = now;
    versions += more;
    minute[0] += more;
    showVersions();
  }

  function showVersions() {
    if (!writes || versions === 0) return;
    const most = Math.max(...minute, 1), bars = document.createElement("i");
    bars.ariaHidden = "true";
    bars.append(minute.map((n) => "▁▂▃▄▅▆▇█"[Math.ceil((7 * n) / most)]).reverse().join(""));
    writes.replaceChildren(amount(versions, live.dataset.newVersion, live.dataset.newVersions), " ", bars);
    writes.classList.remove("none");
  }

  // refresh shows the page as it is now, where somebody follows it: once a second at
  // most.
  async function refresh() {
    if (!follows?.checked) return;
    again = refreshing;
    if (refreshing) return;
    refreshing = true;
    const done = await readAgain().catch(() => false);
    setTimeout(() => {
      refreshing = false;
      if (again || done && now.change !== "deleted" && changes().length > 0) refresh();
    }, 1000);
  }

  async function readAgain() {
    const answer = await fetch(main.dataset.page, { headers: { Accept: "text/html", "Zkweb-Unattended": "1" }, cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html"), next = [find("main", page), find("#tree", page)];
    if (next[0]?.dataset.events !== main.dataset.events) return false; // an error, or a sign-in
    const listed = rows();
    findAll(".news").forEach((news) => news.remove());
    told.clear();
    const [before, after] = [served[0], next[0]].map((part) => find(".data code", part));
    [main, tree].forEach((part, i) => {
      if (part && next[i]) patch(part, served[i], next[i]);
      served[i] = next[i]; // as the server sent it: patch copies
    });
    shown = seenIn(main);
    for (const level of around.values()) level.was = level.last;
    if (rows() !== listed) { // to be told of those that came
      disconnect();
      connect();
    }
    findAll("time.local", main).forEach(showLocal);
    if (tree) upgrade(tree);
    if (find(".data .code") !== code) location.reload(); // what reads it has lost it
    if (before && after && !before.isEqualNode(after)) readLines();
    showVersions();
    say();
    return true;
  }

  find("button", live).addEventListener("click", () => { live.hidden = true; });
  follows?.addEventListener("change", () => { if (!live.hidden) refresh(); });
  setInterval(() => { minute = [0, ...minute.slice(0, 11)]; showVersions(); }, 5000);
  return { nodeChanged, rowsChanged, authorTold };
}

// patch makes of what the server sent before what it sends now, where they differ:
// what people and this script did to the rest stays as it is.
function patch(part, before, after) {
  if (before.isEqualNode(after)) return;
  if (before.nodeName !== after.nodeName || part.nodeName !== before.nodeName && !part.matches?.(".twist")) return renew(part, after, true);
  if (after.nodeType === Node.TEXT_NODE) {
    part.data = after.data;
    return highlight(part.parentElement);
  }
  for (const { name, value } of after.attributes) if (before.getAttribute(name) !== value) part.setAttribute(name, value);
  for (const { name } of [...before.attributes]) if (!after.hasAttribute(name)) part.removeAttribute(name);
  if (after.matches("tbody, #tree ul")) return patchList(part, before, after);
  if (after.matches(".code code")) return patchLines(part, before, after);
  const parts = [...part.childNodes], befores = [...before.childNodes];
  if (befores.length !== after.childNodes.length || parts.length < befores.length) return renew(part, after);
  [...after.childNodes].forEach((child, i) => patch(parts[i], befores[i], child));
}

function renew(part, after, whole) {
  const made = after.cloneNode(true);
  if (whole) part.replaceWith(made);
  else part.replaceChildren(...made.childNodes);
  highlight(whole ? made : part);
}

// patchList keeps the rows that stay, by the znode that each leads to.
function patchList(list, before, after) {
  const key = (row) => row.querySelector("a[href]:not(.twist)")?.getAttribute("href") ?? row.textContent;
  const rows = [...list.children], kept = new Map([...before.children].map((row, i) => [key(row), [rows[i], row]]));
  const stay = new Set([...after.children].map(key));
  for (const [at, [row]] of kept) if (!stay.has(at)) row?.remove();
  let next = list.firstElementChild;
  for (const row of after.children) {
    const [known, was] = kept.get(key(row)) ?? [];
    if (!known) {
      const made = row.cloneNode(true);
      list.insertBefore(made, next);
      highlight(made);
      continue;
    }
    if (known === next) next = next.nextElementSibling;
    else list.insertBefore(known, next);
    patch(known, was, row);
  }
}

function patchLines(lines, before, after) {
  const known = new Set([...before.children].map((line) => line.textContent));
  lines.replaceChildren(...after.cloneNode(true).childNodes);
  for (const line of lines.children) if (!known.has(line.textContent)) highlight(line);
}

// highlight marks what changed for a moment; that time goes on is no change.
function highlight(part) {
  if (part?.nodeType !== Node.ELEMENT_NODE || part.closest("time, .read")) return;
  part.classList.add("fresh");
  setTimeout(() => part.classList.remove("fresh"), 1200);
}
