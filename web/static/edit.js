// Comfort for the text box of a form: numbers of lines, lines that break, and Ctrl+Enter.
// Without this script the box is as good a box.

const box = document.querySelector(".change form #data");

// recalled is what was chosen before; storage can be switched off.
function recalled(key) {
  try { return localStorage.getItem(key); } catch { return null; }
}

function remember(key, value) {
  try { localStorage.setItem(key, value); } catch { /* until the page is left, then */ }
}

if (box) {
  const frame = document.createElement("div"), numbers = document.createElement("pre");
  let shown = 0;
  const count = () => {
    const lines = box.value.split("\n").length;
    if (lines !== shown) numbers.textContent = Array.from({ length: lines }, (_, i) => i + 1).join("\n");
    shown = lines;
  };
  const follow = () => { numbers.scrollTop = box.scrollTop; };

  frame.className = "numbered";
  numbers.ariaHidden = "true";
  box.before(frame);
  frame.append(numbers, box);
  if (box.autofocus) box.focus();
  box.addEventListener("input", count);
  box.addEventListener("scroll", follow);
  count();

  const label = document.createElement("label"), wrap = document.createElement("input");
  const breaks = () => {
    box.wrap = wrap.checked ? "soft" : "off";
    numbers.hidden = wrap.checked; // a line is no row any more
    follow();
  };
  wrap.type = "checkbox";
  wrap.checked = recalled("zkweb.edit.wrap") === "on";
  wrap.addEventListener("change", () => {
    remember("zkweb.edit.wrap", wrap.checked ? "on" : "off");
    breaks();
  });
  label.className = "check";
  label.append(wrap, ` ${box.dataset.wrap}`);
  frame.after(label);
  breaks();

  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    box.form.requestSubmit(box.form.querySelector("button.main"));
  });
}
