/* Passkeys: what needs a script appears with it, and what went wrong is said. */

"use strict";

for (const form of document.querySelectorAll(".needs-script")) form.classList.add("ready");

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const told = document.getElementById("passkey-problem");
  if (told) told.hidden = false;
});
