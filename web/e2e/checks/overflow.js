// Gives what sticks out to the right when the page can be scrolled sideways.
(() => {
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= width) return [];
  return [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 0.5)
    .map((e) => `${e.tagName}.${e.className} to ${e.getBoundingClientRect().right.toFixed(0)} of ${width}`);
})()
