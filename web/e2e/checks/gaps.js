// Gives what of the page's own words has a space behind a mark of Chinese, which is wide
// enough by itself. Data and paths may have any.
(() => {
  document.querySelectorAll("details").forEach((e) => { e.open = true; });
  document.querySelectorAll("pre, code, textarea").forEach((e) => e.replaceChildren("…"));
  return [...document.body.innerText.matchAll(/.{0,20}[：，。；（、！？）] +(?=[^\s→]).{0,10}/g)].map((found) => found[0]);
})()
