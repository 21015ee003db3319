// The console's one script. Every page works without it: it keeps what is shown
// current and saves steps. Storage may be forbidden; then nothing is remembered.
const root = document.documentElement;
const find = (selector, within = document) => within.querySelector(selector);
const findAll = (selector, within = document) => within.querySelectorAll(selector);
const remember = (store, key, value) => { try { store.setItem(key, value); } catch { /* forbidden */ } };
const recall = (store, key) => { try { return store.getItem(key); } catch { return null; } };

// What the server sent, before anything here is changed: following compares with it.
const main = find("main");
const served = main?.dataset.events ? [main, find("#tree")].map((part) => part?.cloneNode(true)) : [];

// --- Times: in the reader's zone, and how long ago by the server's clock.

const skew = Date.parse(root.dataset.now) - Date.now();
const units = [[31536000, "year"], [2592000, "month"], [86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]];
const relative = new Intl.RelativeTimeFormat(root.lang, { style: "short" });

// The server says the same (web/words).
function ago(time) {
  const passed = (Date.now() + skew - time) / 1000;
  for (const [length, unit] of units) {
    const n = Math.floor(Math.abs(passed) / length);
    if (n > 0 && (length > 1 || n >= 5)) return relative.format(passed < 0 ? n : -n, unit);
  }
  return root.dataset.justNow;
}

const pad = (n, width = 2) => String(n).padStart(width, "0");
const day = (time) => `${time.getFullYear()}-${pad(time.getMonth() + 1)}-${pad(time.getDate())}`;
const clock = (time) => `${pad(time.getHours())}:${pad(time.getMinutes())}:${pad(time.getSeconds())}`;

function zone(time) {
  const east = -time.getTimezoneOffset(), off = Math.abs(east);
  return east === 0 ? "UTC" : `${east < 0 ? "−" : "+"}${pad(Math.floor(off / 60))}:${pad(off % 60)}`;
}

// local is a time in the reader's zone: the time of day, to the second, to the millisecond,
// or whole.
function local(time, { classList }) {
  if (classList.contains("clock")) return clock(time);
  if (classList.contains("moment")) return `${day(time)} ${clock(time)}`;
  const instant = `${day(time)} ${clock(time)}.${pad(time.getMilliseconds(), 3)}`;
  return classList.contains("instant") ? instant : `${instant} ${zone(time)}`;
}

function setText(element, text) {
  if (element && element.textContent !== text) element.textContent = text;
}

// A time that cannot be read keeps the server's text.
function showLocal(element) {
  const time = new Date(element.dateTime);
  if (!isNaN(time)) setText(element, local(time, element));
}

function showAgo() {
  if (document.hidden) return;
  for (const element of findAll("time.ago")) {
    const time = Date.parse(element.dateTime);
    if (!isNaN(time + skew)) setText(element, ago(time));
  }
}

// What there is no room for is said when it is pointed at: times, and names in
// the sidebar.
document.addEventListener("pointerover", ({ target }) => {
  const time = target.matches("time.ago") && new Date(target.dateTime);
  if (time && !isNaN(time)) target.title = local(time, target);
  if (target.matches("time.local")) target.title = target.dateTime;
  const name = target.closest("#tree .name, .long");
  if (name) name.title ||= name.textContent;
});

// A time alone is copied as the server wrote it, without the reader's zone.
document.addEventListener("copy", (event) => {
  const selected = getSelection(), within = selected.rangeCount > 0 && selected.getRangeAt(0).commonAncestorContainer;
  const time = (within?.closest ? within : within?.parentElement)?.closest("time");
  if (!time) return;
  event.clipboardData.setData("text/plain", time.dateTime);
  event.preventDefault();
});

findAll("time.local").forEach(showLocal);
findAll("title.moment").forEach((element) => setText(element, element.textContent.replace(/\d[\d.T:-]+Z/g, (time) => local(new Date(time), element))));
findAll(".zone").forEach((element) => setText(element, zone(new Date())));
showAgo();
setInterval(showAgo, 1000);

// --- The filters of the trail and of changes are in the reader's zone; what they send is in UTC.

const filter = find(".filters");

if (filter) {
  // Those of changes hold zxids, too, which are no dates; a day alone would be one of UTC.
  const fields = findAll("[name=from], [name=to]", filter);
  const moment = (text) => new Date(/^\d{4}(-\d\d){2}[T ]\d/.test(text) ? text : NaN);
  for (const field of fields) {
    const time = moment(`${field.value}Z`);
    if (!isNaN(time)) field.value = `${day(time)}T${clock(time)}`;
  }
  filter.addEventListener("formdata", ({ formData }) => {
    for (const field of fields) {
      const time = moment(field.value);
      if (!isNaN(time)) formData.set(field.name, time.toISOString());
    }
  });
  for (const link of findAll("[data-span]")) {
    const url = new URL(link.href), midnight = new Date();
    if (link.dataset.span === "hour") continue;
    midnight.setHours(0, 0, 0, 0);
    if (link.dataset.span === "yesterday") {
      url.searchParams.set("to", midnight.toISOString());
      midnight.setDate(midnight.getDate() - 1);
    }
    url.searchParams.set("from", midnight.toISOString());
    link.href = url;
  }
}

// --- What was typed into a form that changes something is not left by accident.

let typed = find("main.change")?.dataset.unsaved !== undefined;

for (const form of findAll("main.change form")) {
  form.addEventListener("input", () => { typed = true; });
  form.addEventListener("submit", () => { typed = false; });
  find("[data-discard]", form)?.addEventListener("click", () => { typed = false; });
}

addEventListener("beforeunload", (event) => { if (typed) event.preventDefault(); });

// --- Copying. Over plain HTTP browsers have no navigator.clipboard.

async function copy(text) {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.className = "offscreen";
  area.value = text;
  document.body.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  if (!done) throw new Error("refused");
}

// copied is what a button copies: a text, an address with the lines that are marked, or the data.
function copied({ dataset }) {
  if (dataset.copyUrl) return new URL(dataset.copyUrl + (lineRange() ? location.hash : ""), location.href).href;
  return dataset.copy ?? dataText();
}

// The button says how it went; for one in a menu, which closes, the menu's does.
document.addEventListener("click", async (event) => {
  const button = event.target.closest(".copy");
  if (!button) return;
  const menu = button.closest("[popover]");
  menu?.hidePopover();
  const said = menu ? find(`[popovertarget=${menu.id}]`) : button;
  if (said.dataset.label) return;
  const label = find("span", said);
  said.dataset.label = label.textContent;
  const done = await copy(copied(button)).then(() => true, () => false);
  label.textContent = done ? root.dataset.copied : root.dataset.notCopied;
  setTimeout(() => { label.textContent = said.dataset.label; delete said.dataset.label; }, 1500);
});

// --- The path box: its script is loaded once it is gone to.

const goTo = find("#goto");
goTo?.addEventListener("focus", () => import(goTo.form.dataset.script).catch(() => {}));

// --- Data: lines that are linked to, found and folded.

const code = find(".data .code");
let lines = [], indents = [];
const wrap = find("#wrap"), finder = find("#find-in"), fold = find("#fold");

// lineRange is what #L40 and #L40-L52 lead to, from 1.
function lineRange(text = location.hash) {
  const match = text.match(/^(?:#L|:)(\d+)(?:-L?(\d+))?$/);
  return match && [+match[1], +(match[2] ?? match[1])].sort((a, b) => a - b);
}

function showLines() {
  const [first, last] = lineRange() ?? [0, 0];
  lines.forEach((line, i) => line.classList.toggle("on", i + 1 >= first && i < last));
  if (first) lines[first - 1]?.scrollIntoView();
}

// dataText is the data as it is shown, without the console's remarks in it, and with
// the characters that it writes out.
function dataText() {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT), pieces = [];
  while (walker.nextNode()) {
    const { parentElement: of, data } = walker.currentNode;
    if (of.matches(".odd, .t-control")) pieces.push(data.replace(/⟨U\+(\w+)⟩/g, (_, hex) => String.fromCodePoint(parseInt(hex, 16))).replace(/[␀-␡]/g, (c) => c === "␡" ? "\x7f" : String.fromCharCode(c.charCodeAt(0) - 0x2400)));
    else if (!of.closest(".t-note")) pieces.push(data);
  }
  return pieces.join("").replace(/\n$/, "");
}

code?.addEventListener("click", (event) => {
  const to = lineRange(event.target.hash ?? ""), from = lineRange();
  if (!to || !from || from[0] === to[0] || from[0] !== from[1] && !event.shiftKey) return;
  event.preventDefault();
  location.hash = `L${Math.min(from[0], to[0])}-L${Math.max(from[0], to[0])}`;
});

// jump goes on to the next line that has what is looked for, or to the line of a number.
function jump(step) {
  const text = finder.value.toLowerCase(), range = lineRange(finder.value);
  if (range) {
    location.hash = `L${range[0]}${range[1] > range[0] ? `-L${range[1]}` : ""}`;
    return;
  }
  const found = text ? lines.filter((line) => line.textContent.toLowerCase().includes(text)) : [];
  const now = found.indexOf(find(".l.found", code)), at = step && now >= 0 ? (now + step + found.length) % found.length : 0;
  lines.forEach((line) => line.classList.remove("found"));
  found[at]?.classList.add("found");
  found[at]?.scrollIntoView({ block: "center" });
  setText(find(".find-in output"), text && `${Math.min(at + 1, found.length)}/${found.length}`);
  highlight(text, found);
}

// highlight marks what was found, where browsers can.
function highlight(text, found) {
  const ranges = [];
  for (const line of found) {
    const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
    for (let node; (node = walker.nextNode());) {
      const at = node.data.toLowerCase().indexOf(text);
      if (at < 0) continue;
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + text.length);
      ranges.push(range);
    }
  }
  CSS.highlights?.set("found", new Highlight(...ranges));
}

finder?.addEventListener("input", () => jump(0));
finder?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter") return;
  event.preventDefault();
  jump(event.shiftKey ? -1 : 1);
});

if (wrap) {
  wrap.checked = recall(localStorage, "zkweb.wrap") !== "off";
  wrap.addEventListener("change", () => remember(localStorage, "zkweb.wrap", wrap.checked ? "on" : "off"));
}

// A line's own lines are those below it that are indented further.
// folds are the buttons by the index of their line.
const folds = new Map();

// readLines takes the lines that are shown now; what was folded stays so.
function readLines() {
  const folded = lines.filter((_, i) => folds.get(i)?.ariaExpanded === "false").map((line) => line.textContent);
  lines = [...findAll(".data .l")];
  indents = fold ? lines.map((line) => line.textContent.search(/\S/)) : [];
  folds.clear();
  indents.forEach((indent, i) => {
    if (indent < 0 || !(indents[i + 1] > indent)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "twist";
    button.tabIndex = -1;
    button.ariaLabel = fold.dataset.foldBelow;
    button.ariaExpanded = !folded.includes(lines[i].textContent);
    button.addEventListener("click", () => { button.ariaExpanded = button.ariaExpanded !== "true"; refold(); });
    find("a", lines[i])?.after(button);
    folds.set(i, button);
  });
  refold();
}

function refold() {
  let under = Infinity; // the indentation of the line whose own are folded
  lines.forEach((line, i) => {
    const away = indents[i] > under || indents[i] < 0 && under < Infinity;
    line.hidden = away ? "until-found" : false;
    if (!away) under = folds.get(i)?.ariaExpanded === "false" ? indents[i] : Infinity;
  });
}

readLines();

if (fold) {
  fold.addEventListener("click", () => {
    const folded = fold.ariaPressed !== "true", least = folds.keys().next().value;
    fold.ariaPressed = folded;
    for (const [i, button] of folds) button.ariaExpanded = !folded || i === least && indents[i + 1] > 0 && lines[i].textContent.trim().length === 1;
    refold();
  });
  code.addEventListener("beforematch", ({ target }) => {
    for (const button of folds.values()) button.ariaExpanded = "true";
    refold();
  });
}

addEventListener("hashchange", showLines);
showLines();

// --- The sidebar: disclosure links become buttons that open in place. What was
// opened by hand is opened again on the next page.

const tree = find("#tree");
const opened = new Set(recallList("zkweb.opened"));

// What is stored may be damaged: then nothing was opened.
function recallList(key) {
  try {
    const list = JSON.parse(recall(sessionStorage, key));
    return Array.isArray(list) ? list : [];
  } catch { return []; }
}

function saveOpened() {
  remember(sessionStorage, "zkweb.opened", JSON.stringify([...opened].slice(-20)));
}

// The fragment with a znode's children has the address of its page, elsewhere.
function branchOf(link) {
  return tree.dataset.branches + link.getAttribute("href").slice(tree.dataset.pages.length);
}

function upgrade(within) {
  for (const link of findAll("a.twist", within)) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = link.className;
    button.dataset.branch = branchOf(link.nextElementSibling);
    button.dataset.page = link.href;
    button.ariaLabel = link.ariaLabel;
    button.ariaExpanded = link.ariaExpanded;
    link.replaceWith(button);
    if (opened.has(button.dataset.branch) && button.ariaExpanded !== "true") setOpen(button, true).catch(() => {});
  }
  plant();
}

async function setOpen(button, open) {
  const item = button.closest("li");
  if (open && !find(":scope > ul", item)) {
    const answer = await fetch(button.dataset.branch, { headers: { Accept: "text/html" } });
    if (!answer.ok || answer.redirected) throw new Error(answer.status);
    const list = find("ul", new DOMParser().parseFromString(await answer.text(), "text/html"));
    item.append(list);
    upgrade(list);
  }
  const list = find(":scope > ul", item);
  if (list) list.hidden = !open;
  button.ariaExpanded = itemOf(item).ariaExpanded = open;
}

tree?.addEventListener("click", async (event) => {
  const button = event.target.closest("button.twist");
  if (!button || button.disabled) return;
  const open = button.ariaExpanded !== "true";
  opened[open ? "add" : "delete"](button.dataset.branch);
  saveOpened();
  await setOpen(button, open).catch(() => { location.href = button.dataset.page; });
});

// The tree is one stop of the Tab key, with arrows inside: the tree view of the ARIA
// Authoring Practices. An item is a row, whose links are there for pointers.

const itemOf = (entry) => find(":scope > .row", entry) ?? entry;

function plant() {
  for (const list of findAll("ul", tree)) {
    const level = list.dataset.level = Number(list.parentElement.closest("ul")?.dataset.level ?? 0) + Number(list.dataset.levels ?? 1);
    list.role = level === 1 ? "tree" : "group";
    if (level === 1) list.ariaLabel = tree.ariaLabel;
    for (const entry of list.children) {
      const item = itemOf(entry), twist = find(":scope > .twist", item);
      if (item !== entry) entry.role = "none";
      item.role = "treeitem";
      item.tabIndex = item.getAttribute("tabindex") === "0" ? 0 : -1;
      item.ariaLevel = level;
      item.ariaLabel = nameOf(item);
      if (find("[aria-current]", item)) item.ariaSelected = "true";
      if (twist || find("ul", entry)) item.ariaExpanded = twist?.ariaExpanded ?? true;
      for (const control of findAll(":scope > :is(a, button)", item)) control.tabIndex = -1;
    }
  }
  if (!find("[tabindex='0']", tree)) stop(find("[aria-selected]", tree) ?? find("[role=treeitem]", tree));
}

// nameOf says of a count what is counted, and what is new.
function nameOf(item) {
  const [count, news] = ["small:not(.news)", ".news"].map((part) => find(part, item)?.textContent ?? ""), { one, many } = tree.dataset;
  const text = item.textContent.slice(0, -news.length || undefined).replace(/\s+/g, " ").trim();
  return (/\d/.test(count) ? text.replace(/\S+$/, count === "1" ? one : many.replace("2", count)) : text) + (news && ", " + news);
}

// stop makes an item the one that the Tab key reaches.
function stop(item) {
  for (const before of findAll("[role=treeitem][tabindex='0']", tree)) before.tabIndex = -1;
  if (item) item.tabIndex = 0;
}

tree?.addEventListener("focusin", ({ target }) => { if (target.role === "treeitem") stop(target); });

tree?.addEventListener("keydown", (event) => {
  const item = event.target, { key } = event;
  if (item.role !== "treeitem" || event.ctrlKey || event.metaKey || event.altKey) return;
  const items = [...findAll("[role=treeitem]", tree)].filter((each) => each.checkVisibility());
  const here = items.indexOf(item), twist = find(":scope > .twist", item), open = item.ariaExpanded === "true";
  const move = {
    ArrowDown: () => items[here + 1],
    ArrowUp: () => items[here - 1],
    Home: () => items[0],
    End: () => items.at(-1),
    ArrowRight: () => (twist && !open ? twist.click() : open && items[here + 1]),
    ArrowLeft: () => (open && twist ? twist.click() : find(":scope > .row", item.closest("ul").parentElement)),
    Enter: () => find(":scope > a:not(.twist)", item)?.click(),
  }[key];
  const begins = (each) => each.ariaLabel.toLowerCase().startsWith(key.toLowerCase());
  const to = move ? move() : key.length === 1 && key !== " " && [...items.slice(here + 1), ...items.slice(0, here + 1)].find(begins);
  if (!move && !to) return;
  event.preventDefault();
  event.stopPropagation();
  if (to) to.focus();
});

if (tree) {
  upgrade(tree);
  tree.scrollTop = recall(sessionStorage, "zkweb.scroll") ?? 0;
  find("[aria-current]", tree)?.scrollIntoView({ block: "nearest" });
  addEventListener("pagehide", () => remember(sessionStorage, "zkweb.scroll", tree.scrollTop));
}

// Where there is no room for all tabs, that of the page is in sight.
const tabs = find(".tabs"), here = find(".tabs [aria-current]");
if (here && tabs.scrollWidth > tabs.clientWidth) tabs.scrollLeft = here.getBoundingClientRect().left - tabs.getBoundingClientRect().left - 16;

// --- The zones: the sidebar's width and whether the inspector is folded are kept.

const grip = find(".grip"), inspector = find("#inspector");

function widen(rem) {
  if (!(rem > 0)) return;
  const width = Math.min(Math.max(rem, 15), 26);
  root.style.setProperty("--side", `${width}rem`);
  grip.ariaValueNow = Math.round(width);
  remember(localStorage, "zkweb.side", width);
}

if (grip) {
  widen(Number(recall(localStorage, "zkweb.side")));
  grip.addEventListener("pointerdown", ({ pointerId }) => grip.setPointerCapture(pointerId));
  grip.addEventListener("pointermove", ({ pointerId, clientX }) => {
    if (grip.hasPointerCapture(pointerId)) widen(clientX / parseFloat(getComputedStyle(root).fontSize));
  });
  grip.addEventListener("keydown", (event) => {
    const now = Number(grip.ariaValueNow);
    const to = { ArrowLeft: now - 1, ArrowRight: now + 1, Home: 15, End: 26 }[event.key];
    if (!to) return;
    event.preventDefault();
    widen(to);
  });
}

if (inspector) {
  inspector.open = recall(localStorage, "zkweb.inspector") !== "folded";
  inspector.addEventListener("toggle", () => remember(localStorage, "zkweb.inspector", inspector.open ? "open" : "folded"));
}

// --- Keys. They can be switched off: a single key may be spoken or struck by accident.

const shortcuts = find("#shortcuts");

function setShortcuts(on) {
  root.classList.toggle("no-shortcuts", !on);
  if (shortcuts) shortcuts.checked = on;
}

setShortcuts(recall(localStorage, "zkweb.shortcuts") !== "off");
shortcuts?.addEventListener("change", () => {
  setShortcuts(shortcuts.checked);
  remember(localStorage, "zkweb.shortcuts", shortcuts.checked ? "on" : "off");
});

// An element has its keys in data-key: a field is gone to, a heading shown, a link
// or a button pressed.
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") return hideTips();
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || root.classList.contains("no-shortcuts")) return;
  const bearer = event.key.length === 1 && event.key !== " " && find(`[data-key~="${CSS.escape(event.key)}"]`);
  if (!bearer) return;
  event.preventDefault();
  if (bearer.matches("a, button")) return bearer.click();
  bearer.closest("details")?.setAttribute("open", "");
  bearer.focus();
  const begun = bearer.dataset[event.key];
  if (begun) bearer.value = begun;
  else bearer.select?.();
});

function hideTips() {
  for (const term of findAll(".term:hover, .term:focus")) {
    term.classList.add("dismissed");
    for (const end of ["blur", "pointerleave"]) term.addEventListener(end, () => term.classList.remove("dismissed"), { once: true });
  }
}

// --- What happens to the znode while its page is open: live.js says it, and is
// loaded once something has happened.

const live = find("#live");
// first is what the stream told first of each znode.
const first = new Map();
let speaker;

// rowsOf are the links of the tree to a znode.
function rowsOf(path) {
  const leadsThere = ({ pathname }) => decodeURIComponent(pathname.slice(pathname.indexOf("/tree/") + 5)) === path;
  return [...findAll(".row > a:not(.twist)", tree ?? main)].filter(leadsThere);
}

// missedOf is what a first event about a znode above would have differed from, by the
// count that the tree shows: children that came or went before the stream began.
function missedOf(node) {
  const count = find("small", rowsOf(node.path)[0]?.parentElement ?? root.head)?.textContent.replaceAll(",", "");
  const more = /^\d+$/.test(count) ? node.numChildren - count : 0;
  return more && { ...node, pzxid: 0, numChildren: +count, cversion: node.cversion - Math.abs(more) };
}

async function nodeChanged(node) {
  const own = node.path === new URL(stream.url).searchParams.get("node");
  if (!first.has(node.path)) {
    const was = own ? node : missedOf(node), read = [node.czxid, node.mzxid, node.pzxid, node.aversion].map(Number).join(".");
    first.set(node.path, was || node);
    if (!was || own && node.change !== "deleted" && main.dataset.seen.startsWith(`${read}.`)) return;
  }
  (await speak())?.nodeChanged(node, own);
}

function speak() {
  return speaker ??= import(live.dataset.script).then(({ start }) => start({ find, findAll, setText, showAgo, showLocal, rowsOf, nameOf, upgrade, readLines, main, tree, code, served, first, rows, disconnect, connect }))
    // The console is away: the next event tries again.
    .catch(() => { speaker = undefined; });
}

// rows are the children that the page shows, each with a slash behind it, as far as there is
// room in an address.
function rows() {
  const names = [...findAll(".children td.c-name a")].map(({ pathname }) => `${pathname.split("/").pop()}/`);
  return names.join("").replace(/[&+]/g, encodeURIComponent).slice(0, 6000).replace(/[^/]*$/, "");
}

const follows = find("#follow");
if (follows) {
  follows.checked = recall(sessionStorage, "zkweb.follow") === "on";
  follows.addEventListener("change", () => remember(sessionStorage, "zkweb.follow", follows.checked ? "on" : "off"));
}

// --- A job's page shows how far it is. What is open for a decision stays as it is.

const job = find("#job, #servers"); // what is fetched anew whenever it has changed

async function showJob() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html", "Zkweb-Unattended": "1" } }).catch(() => null);
  if (!answer?.ok || answer.redirected || find("[open]", job)) return;
  const now = find(`#${job.id}`, new DOMParser().parseFromString(await answer.text(), "text/html"));
  if (now) job.replaceChildren(...now.children);
  findAll("time.local", job).forEach(showLocal);
}

// --- The connection: server-sent events say the state; the page says it in words.

const bar = find(".state");
const said = find("#notice").dataset;
const events = root.dataset.events;
let stream, retry, silence, failures = 0, alarm, signedOut = false, missed = false;

function notice(text, role = "alert") {
  const shown = document.createElement("p");
  shown.className = role;
  shown.role = role;
  shown.append(text);
  find("#notice").replaceChildren(shown);
  return shown;
}

function link(url, text) {
  const made = document.createElement("a");
  made.href = url;
  made.textContent = text;
  return made;
}

// check asks whether the znode on the page is still what was read, after a time
// in which nobody could tell. It says so and changes nothing.
async function check() {
  const page = main.dataset;
  // Of a page with a stream of its own, that tells.
  if (!page.stat || page.events) return;
  const answer = await fetch(page.stat, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  const stat = answer?.ok && (await answer.json()).stat;
  const now = stat && [stat.czxid, stat.mzxid, stat.pzxid, stat.aversion];
  if (stat && page.seen.split(".").every((seen, i) => Number(seen) === now[i])) return;
  if (stat) notice(said.changed, "status").append(link(page.page, said.refresh));
  else if (answer?.status === 404) notice(said.gone, "status");
}

// show puts a state into the bar. Ten seconds without a connection raise one alert.
function show(status) {
  const before = bar.dataset.state;
  if (before !== status.state) bar.dataset.state = status.state;
  setText(find("[role=status]", bar), bar.dataset[status.word ?? status.state.toLowerCase()] ?? status.state);
  setText(find(".via", bar), status.via ?? "");
  if (status.since) {
    setText(find("#connection .server"), status.server || "–");
    setText(find("#connection .session"), status.session || "–");
    const since = find("#connection .since time");
    since.dateTime = status.since;
    showLocal(since);
  }
  if (status.state === "CONNECTED") {
    clearTimeout(alarm);
    alarm = undefined;
    if (before === "CONNECTED" && !missed) return;
    missed = false;
    find("#notice").replaceChildren();
    if (root.dataset.reload) location.reload();
    else check();
    return;
  }
  alarm ??= setTimeout(() => notice(failures > 1 ? said.noConsole : said.noZookeeper), 10000);
}

function endSession() {
  signedOut = true;
  disconnect();
  show({ state: "SIGNED-OUT", word: "signedOut", via: "" });
  clearTimeout(alarm);
  const login = `${root.dataset.login}?next=${encodeURIComponent(location.pathname + location.search)}`;
  notice(said.signedOut).append(link(login, said.signIn));
}

function connect() {
  if (stream || signedOut || document.hidden) return;
  const { events: own, seen } = main.dataset;
  stream = new EventSource(own ? `${own}&seen=${seen}&rows=${rows()}&had=${find(".children table")?.dataset.seen}` : events);
  stream.addEventListener("state", (event) => { failures = 0; show(JSON.parse(event.data)); hear(); });
  stream.addEventListener("node", (event) => { hear(); nodeChanged(JSON.parse(event.data)); });
  stream.addEventListener("author", async (event) => (await speaker)?.authorTold(JSON.parse(event.data)));
  stream.addEventListener("rows", async (event) => (await speak())?.rowsChanged(JSON.parse(event.data)));
  for (const news of ["job", "servers"]) stream.addEventListener(news, () => { hear(); showJob(); });
  stream.addEventListener("beat", hear);
  stream.addEventListener("signed-out", endSession);
  stream.addEventListener("error", lostStream);
  hear();
}

// hear waits for the next sign of life: they come every 15 s, and a connection that
// brings none is held back somewhere, or dead.
function hear() {
  clearTimeout(silence);
  silence = setTimeout(lostStream, 40000);
}

function lostStream() {
  disconnect();
  failLater();
}

function disconnect() {
  stream?.close();
  stream = undefined;
  clearTimeout(retry);
  clearTimeout(silence);
}

// The browser's own retry ends at the first answer that is no stream, such as
// that of a restarting proxy; this one does not.
function failLater() {
  failures++;
  if (failures > 1) show({ state: "SUSPENDED", via: bar.dataset.unreachable });
  retry = setTimeout(reconnect, Math.min(250 * 2 ** failures, 5000) * (0.75 + Math.random() / 2));
}

// reconnect asks first: an EventSource does not tell that the answer was 401.
async function reconnect() {
  const answer = await fetch(events, { method: "HEAD", headers: { Accept: "text/event-stream" }, cache: "no-store" }).catch(() => null);
  if (answer?.status === 401) endSession();
  else if (answer?.ok) connect();
  else if (!document.hidden && !signedOut) failLater();
}

// Browsers open six connections to a host: a hidden tab gives its own back.
function follow() {
  if (!document.hidden) return connect();
  missed = true;
  disconnect();
  clearTimeout(alarm);
  alarm = undefined;
}

if (events && bar) {
  document.addEventListener("visibilitychange", follow);
  addEventListener("pageshow", follow);
  addEventListener("pagehide", disconnect);
  if (bar.dataset.state !== "CONNECTED") show({ state: bar.dataset.state });
  follow();
}

// --- A page that waits for the connection looks for itself, without flicker.

const wait = Number(root.dataset.reload) * 1000;

async function reloadWhenBack() {
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer && answer.status !== 503) location.reload();
  else setTimeout(reloadWhenBack, wait);
}

if (wait) setTimeout(reloadWhenBack, wait);
