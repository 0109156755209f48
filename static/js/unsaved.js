// Whoever leaves a set with cells that are not saved is asked first.
(() => {
  const form = document.querySelector("[data-unsaved]");
  if (!form) return;
  let isLeavingByButton = false;
  form.addEventListener("submit", () => {
    isLeavingByButton = true;
  });
  addEventListener("beforeunload", (event) => {
    const isChanged = [...form.querySelectorAll(".grid input")].some((input) => input.value !== input.defaultValue);
    if (isChanged && !isLeavingByButton) event.preventDefault();
  });
})();
