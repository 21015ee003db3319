// Gives how much lower than on other pages the first of a page stands.
(() => [...document.querySelectorAll("main:is(.wide, .change)")].flatMap((main) => {
  const first = [...main.children].find((e) => e.tagName !== "LINK");
  const margin = getComputedStyle(first).marginTop;
  return margin === "0px" ? [] : [`${first.tagName}.${first.className} stands ${margin} lower`];
}))()
