// Enter goes to the cell below, as people type down a paper column. Tab goes right by itself.
(() => {
  for (const table of document.querySelectorAll("[data-enter-down]")) {
    table.addEventListener("keydown", (event) => {
      const cell = event.target.closest("td");
      if (event.key !== "Enter" || event.isComposing || event.target.tagName !== "INPUT" || !cell) return;
      event.preventDefault();
      const step = event.shiftKey ? "previousElementSibling" : "nextElementSibling";
      for (let row = cell.parentElement[step]; row; row = row[step]) {
        const next = row.cells[cell.cellIndex]?.querySelector("input");
        if (next) {
          next.focus();
          next.select();
          return;
        }
      }
      if (!event.shiftKey) table.closest("form")?.querySelector("button")?.focus();
    });
  }
})();
