// What a page loads once somebody follows it: it changes what is shown into what the
// server shows now.

// patch makes of what the server sent before what it sends now, where they differ:
// what people and this script did to the rest stays as it is.
export function patch(part, before, after) {
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
