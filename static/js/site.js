// Enhancement only: every page works without this file.
(() => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => print());
  });
  document.getElementById("error-summary")?.focus();
})();
