// The total of a row while it is typed; the server works it out again when the page is saved.
(() => {
  const table = document.querySelector("[data-unfinished]");
  if (!table) return;
  // Hundredths, so that 0.1 + 0.2 is 0.3.
  const read = (input) => {
    const text = input.value.normalize("NFKC").trim();
    if (!/^(\d{1,3}(\.\d{0,2})?|\.\d{1,2})$/.test(text)) return null;
    const hundredths = Math.round(Number(text) * 100);
    return hundredths > Math.round(Number(input.dataset.max) * 100) ? null : hundredths;
  };
  table.addEventListener("input", (event) => {
    const row = event.target.closest("tr");
    const inputs = [...row.querySelectorAll("input")];
    const points = inputs.map(read);
    const total = row.querySelector("[data-total]");
    if (total) {
      total.textContent = points.includes(null)
        ? table.dataset.unfinished
        : String(points.reduce((sum, one) => sum + one, 0) / 100);
    }
    event.target.closest("td").classList.toggle("miss", event.target.value.trim() === "");
  });
})();
