/* Copy buttons, times in the reader's own zone, menus, dialogs and toasts, and a page that asks for news without
   getting in the reader's way. Nothing here is needed: each page works without it. */

"use strict";

const LOCAL_TIME = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

/* What the reader has folded or unfolded, by the id of the element: news must not undo it. */
const unfolded = new Map();

function enhance(root) {
  if (navigator.clipboard) for (const button of root.querySelectorAll("button[data-copy]")) button.hidden = false;
  for (const time of root.querySelectorAll("time[data-local]")) time.textContent = LOCAL_TIME.format(new Date(time.dateTime));
  for (const button of root.querySelectorAll("[data-with-script]")) button.hidden = false;
  for (const [id, open] of unfolded) {
    const details = document.getElementById(id);
    if (details) details.open = open;
  }
}

/* --- Said to screen readers ---------------------------------------------------------------------------------------- */

function announcement() {
  const there = document.getElementById("announcement");
  if (there) return there;
  const made = document.createElement("p");
  Object.assign(made, { id: "announcement", className: "visually-hidden", role: "status" });
  document.body.append(made);
  return made;
}

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.classList.add("copied");
  announcement().textContent = button.dataset.copied;
  setTimeout(() => button.classList.remove("copied"), 1500);
}

/* --- A page in a dialog: the link leads to the page itself, should anything go wrong --------------------------------- */

async function openInDialog(link) {
  try {
    const answer = await fetch(link.href);
    const content = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("main .card");
    if (!answer.ok || answer.redirected || !content) throw new Error("not a page for a dialog");
    showDialog(content, link.href);
  } catch {
    location.assign(link.href);
  }
}

function showDialog(content, address) {
  const dialog = document.createElement("dialog");
  const heading = content.querySelector("h1");
  dialog.className = "dialog";
  if (heading) dialog.setAttribute("aria-labelledby", (heading.id ||= "dialog-title"));
  for (const form of content.querySelectorAll("form:not([action])")) form.action = address;
  dialog.append(content);
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  enhance(dialog);
  dialog.showModal();
}

function closeDialog(event) {
  const dialog = event.target.closest("dialog");
  if (!dialog || !(event.target === dialog || event.target.closest("[data-dialog-close]"))) return;
  event.preventDefault();
  dialog.close();
}

/* --- Light and dark: at once, without the page's going away ----------------------------------------------------------- */

function chooseAppearance(event) {
  const { submitter, target: form } = event;
  event.preventDefault();
  const body = new FormData(form);
  body.set("scheme", submitter.value);
  fetch(form.action, { method: "POST", body, redirect: "manual", keepalive: true });
  document.documentElement.dataset.scheme = submitter.value;
  document.querySelector("meta[name=color-scheme]").content = submitter.value || "light dark";
  for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === submitter));
}

/* --- What the reader does ------------------------------------------------------------------------------------------- */

function isReading(live) {
  const selection = document.getSelection();
  return !selection.isCollapsed && selection.containsNode(live, true);
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details[data-menu][open]")) if (menu !== except) menu.open = false;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-copy]");
  if (button) copy(button);
  event.target.closest("[data-close]")?.closest(".message").remove();
  closeDialog(event);
  closeMenus(event.target.closest("details[data-menu]"));
  const details = event.target.closest("summary")?.parentElement;
  if (details?.id) unfolded.set(details.id, !details.open);
  const link = event.target.closest("a[data-dialog]");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    openInDialog(link);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details[data-menu][open]");
  menu?.querySelector("summary").focus();
  closeMenus();
});

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-appearance]") && event.submitter) chooseAppearance(event);
});

document.addEventListener("change", (event) => {
  const form = event.target.closest("form[data-submit-on-change]");
  if (form && event.target.matches("select, input[type=checkbox]")) form.requestSubmit();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.target.matches("[data-live]") && (document.hidden || isReading(event.target))) event.preventDefault();
});

document.addEventListener("htmx:load", (event) => enhance(event.target));
announcement();
enhance(document);
