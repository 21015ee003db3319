// Gives each control that is too small to be hit: WCAG 2.2, 2.5.8. A target has
// 24 by 24 pixels, or stands so far from others that a circle of that diameter
// around its middle touches none of them, or is a link within a sentence, or in the
// gutter of code, as tall as its line. A separator is taken anywhere along its length.
(() => {
  const size = 24;
  const all = [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, [tabindex='0']")]
    .filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.matches(".skip"));
  const boxes = all.map((e) => e.getBoundingClientRect());
  const large = (b) => b.width >= size - 0.01 && b.height >= size - 0.01;
  const middle = (b) => [b.x + b.width / 2, b.y + b.height / 2];

  function touches([x, y], box) {
    const dx = Math.max(box.left - x, 0, x - box.right), dy = Math.max(box.top - y, 0, y - box.bottom);
    return Math.hypot(dx, dy) < size / 2;
  }
  function crowded(i) {
    const here = middle(boxes[i]);
    return all.some((other, j) => {
      if (i === j || all[i].contains(other) || other.contains(all[i])) return false;
      const there = middle(boxes[j]);
      return touches(here, boxes[j]) || !large(boxes[j]) && Math.hypot(here[0] - there[0], here[1] - there[1]) < size;
    });
  }
  const inSentence = (e) => e.matches("p a, label input") && e.closest("p, label").innerText.trim() !== e.innerText.trim();
  const exempt = (e) => inSentence(e) || e.matches(".code .l > *, [role=separator]");
  return all.filter((e, i) => !large(boxes[i]) && !exempt(e) && crowded(i))
    .map((e) => `${e.tagName} ${e.innerText?.trim() || e.getAttribute("aria-label") || e.id}: ${boxes[all.indexOf(e)].width.toFixed(1)} x ${boxes[all.indexOf(e)].height.toFixed(1)}`);
})()
