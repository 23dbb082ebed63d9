/* Copy buttons, and a page that asks for news only while somebody sees it. */

"use strict";

function revealCopyButtons(root) {
  for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
  document.getElementById("announcement").textContent = button.dataset.copied;
  setTimeout(() => button.classList.remove("copied"), 1500);
}

if (navigator.clipboard) {
  revealCopyButtons(document);
  document.addEventListener("htmx:load", (event) => revealCopyButtons(event.target));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-copy]");
    if (button) copy(button);
  });
}

document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.target.matches("[data-live]")) event.preventDefault();
});
