/* The preview follows what is typed: the form is sent into each frame, and saves nothing there. */

"use strict";

const form = document.querySelector("form[data-preview]");
const buttons = [...form.querySelectorAll("button[formtarget]")];
const PAUSE = 400;
let waiting;

/* One after the other: a form has one submission at a time. */
function show() {
  buttons.forEach((button, at) => setTimeout(() => form.requestSubmit(button), at * 120));
}

form.classList.add("desk-live");
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(show, PAUSE);
});
form.elements.colour.addEventListener("input", (event) => {
  event.target.nextElementSibling.textContent = event.target.value;
});
