// Ends a find in place: sending the form would end the loading of its page as well.
// Pages that grow load it at once; console.js runs when they are whole.
addEventListener("submit", (event) => {
  if (!event.target.matches(".stop")) return;
  event.preventDefault();
  fetch(event.target.action, { method: "POST" });
});
