// The path box, loaded once it is gone to. It completes names level by level; behind
// "find" it finds by fragments of names below the znode of the page.
const goTo = document.querySelector("#goto"), form = goTo.form, offered = document.createElement("div");
const most = 20; // that are offered of what is found
let asking, offers = [], chosen = -1;

function choose(i) {
  chosen = i;
  offers.forEach((offer, at) => { offer.ariaSelected = at === i; });
  goTo.setAttribute("aria-activedescendant", offers[i]?.id ?? "");
  offers[i]?.scrollIntoView({ block: "nearest" });
}

function showOffers(...parts) {
  offered.replaceChildren(...parts);
  offers = [...offered.querySelectorAll("[role=option]")];
  offered.hidden = parts.length === 0;
  goTo.ariaExpanded = offers.length > 0;
  choose(-1);
}

// fragments are what is typed behind "find"; null where that is not there.
const fragments = () => goTo.value.match(/^\s*find\s+(.*)$/)?.[1].trim();

// ask asks once nothing more is typed; what was asked before is of no use then.
function ask() {
  asking?.abort();
  const { signal } = asking = new AbortController(), sought = fragments();
  if (sought === "") return showOffers();
  setTimeout(() => {
    if (!signal.aborted) (sought ? seek(sought, signal) : complete(signal)).catch(() => {});
  }, sought ? 250 : 120);
}

async function complete(signal) {
  const url = `${form.dataset.complete}?path=${encodeURIComponent(goTo.value)}`;
  const answer = await fetch(url, { signal, headers: { Accept: "text/html" } }).catch(() => null);
  const text = answer?.ok && !answer.redirected ? await answer.text().catch(() => "") : "";
  const list = new DOMParser().parseFromString(text, "text/html").body.firstElementChild;
  if (!signal.aborted) showOffers(...(list?.querySelector("li") ? list.children : []));
}

// seek offers what is found as it comes, and asks for no more than it offers.
async function seek(sought, signal) {
  const list = document.createElement("ul"), foot = document.createElement("p");
  foot.className = "more";
  foot.role = "status";
  foot.textContent = form.dataset.going;
  showOffers(foot);
  list.role = "listbox";
  list.id = "candidates";
  list.ariaLabel = goTo.ariaLabel;
  let whole = false;
  try {
    const answer = await fetch(form.dataset.find + encodeURIComponent(sought), { signal, headers: { Accept: "application/x-ndjson" } });
    if (answer.ok) {
      for await (const line of linesOf(answer.body)) {
        const { path, done, error } = JSON.parse(line);
        if (path) offer(list, path);
        whole = offers.length === most || done && !error;
        if (offers.length === most) break;
      }
    }
  } finally {
    if (!signal.aborted) foot.textContent = form.dataset[!whole ? "failed" : offers.length > 0 ? "all" : "none"];
  }
}

function offer(list, path) {
  const item = document.createElement("li"), name = document.createElement("bdi"), above = document.createElement("small");
  const text = path.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\ufffd"), from = text.lastIndexOf("/") + 1;
  item.role = "option";
  item.id = `candidate-${offers.length}`;
  item.ariaSelected = false;
  item.dataset.path = path;
  name.className = "name";
  above.textContent = text.slice(0, from);
  name.append(above, text.slice(from));
  item.append(name);
  list.append(item);
  if (offers.push(item) > 1) return;
  offered.prepend(list);
  goTo.ariaExpanded = true;
}

async function* linesOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  try {
    for (let part; !(part = await reader.read()).done;) {
      const lines = (rest + part.value).split("\n");
      rest = lines.pop();
      yield* lines;
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

goTo.role = "combobox";
goTo.ariaAutoComplete = "list";
goTo.setAttribute("aria-controls", "candidates");
offered.className = "offered";
goTo.after(offered);
showOffers();
if (goTo.value !== goTo.defaultValue) ask();

goTo.addEventListener("input", ask);
goTo.addEventListener("blur", () => { asking?.abort(); showOffers(); });
goTo.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key], path = offers[Math.max(chosen, 0)]?.dataset.path, finds = fragments() !== undefined;
  if (step && offers.length) choose((Math.max(chosen, step < 0 ? 0 : -1) + step + offers.length) % offers.length);
  else if (step) ask();
  else if (event.key === "Tab" && path && !finds && !event.shiftKey && goTo.value !== `${path}/`) {
    goTo.value = `${path}/`;
    ask();
  } else {
    if (event.key === "Enter" && chosen >= 0) goTo.value = path;
    if (event.key === "Escape") {
      asking?.abort();
      showOffers();
      if (finds) goTo.value = goTo.defaultValue;
    }
    return;
  }
  event.preventDefault();
});
offered.addEventListener("mousedown", (event) => event.preventDefault());
offered.addEventListener("click", ({ target }) => {
  const path = target.closest("[role=option]")?.dataset.path;
  if (!path) return;
  goTo.value = path;
  form.requestSubmit();
});
