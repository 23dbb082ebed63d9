/* Copy buttons, times in the reader's own zone, and a page that asks for news without getting in the reader's way. */

"use strict";

const LOCAL_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/* What the reader has folded or unfolded, by the id of the element: news must not undo it. */
const unfolded = new Map();

function enhance(root) {
  if (navigator.clipboard) for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  for (const time of root.querySelectorAll("time[data-local]")) time.textContent = LOCAL_TIME.format(new Date(time.dateTime));
  for (const [id, open] of unfolded) {
    const details = document.getElementById(id);
    if (details) details.open = open;
  }
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
  document.getElementById("announcement").textContent = button.dataset.copied;
  setTimeout(() => button.classList.remove("copied"), 1500);
}

function isReading(live) {
  const selection = document.getSelection();
  return !selection.isCollapsed && selection.containsNode(live, true);
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
  const details = event.target.closest("summary")?.parentElement;
  if (details?.id) unfolded.set(details.id, !details.open);
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-live]") && (document.hidden || isReading(event.target))) event.preventDefault();
});

document.addEventListener("htmx:load", (event) => enhance(event.target));
enhance(document);
