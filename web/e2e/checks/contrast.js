// Gives each visible text, and each character that CSS adds, whose contrast
// with what lies behind it is under WCAG's 4.5 to 1. What is far down repeats
// what stands above it.
(() => {
  const canvas = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
  const known = new Map();
  function rgba(color) {
    if (!known.has(color)) known.set(color, paint(color));
    return known.get(color);
  }
  function paint(color) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data].map((n, i) => i === 3 ? n / 255 : n);
  }
  const over = (top, bottom) => [0, 1, 2].map((i) => top[i] * top[3] + bottom[i] * (1 - top[3])).concat(1);

  function behind(element) {
    const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(rgba(getComputedStyle(e).backgroundColor));
    return layers.reduceRight((below, layer) => over(layer, below), rgba("Canvas"));
  }
  function luminance([r, g, b]) {
    const [x, y, z] = [r, g, b].map((n) => (n /= 255) <= 0.04045 ? n / 12.92 : ((n + 0.055) / 1.055) ** 2.4);
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }
  function ratio(a, b) {
    const [dark, light] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (light + 0.05) / (dark + 0.05);
  }
  const seen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const ownText = (element) => [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE).map((n) => n.data).join("").trim();

  const poor = [];
  function check(element, text, style) {
    const below = behind(element), backdrop = over(rgba(style.backgroundColor), below);
    const contrast = ratio(over(rgba(style.color), backdrop), backdrop);
    if (contrast < 4.5) poor.push(`${text.slice(0, 30)}: ${contrast.toFixed(2)}, ${style.color} on ${backdrop.slice(0, 3).map(Math.round)}`);
  }
  for (const element of document.querySelectorAll("body, body *")) {
    if (!seen(element) || element.getBoundingClientRect().top > 5000) continue;
    const text = ownText(element) || element.value || element.placeholder;
    if (text) check(element, String(text), getComputedStyle(element));
    for (const pseudo of ["::before", "::after", "::placeholder"]) {
      const style = getComputedStyle(element, pseudo);
      const drawn = pseudo === "::placeholder" ? element.placeholder : /^"(.+?)"|^counter/.test(style.content) && style.content;
      if (drawn) check(element, pseudo + drawn, style);
    }
  }
  return [...new Set(poor)];
})()
