// Enhancement only: the vote works without this file. Ticks stay in this tab; casting or leaving forgets them.
(() => {
  let kept = null;
  try {
    kept = sessionStorage;
  } catch {}
  const forget = () => kept?.removeItem("picks");
  if (document.querySelector("[data-clear]")) forget();
  document.querySelector("[data-leave]")?.addEventListener("submit", forget);
  // The second press of a double click is not sent; a later one is, should the answer be lost.
  let last = -2000;
  addEventListener("submit", (event) => {
    if (event.timeStamp - last < 2000) event.preventDefault();
    else last = event.timeStamp;
  });
  const form = document.querySelector("[data-need]");
  if (!form) return;
  const boxes = [...form.querySelectorAll("[name=case]")];
  const chosen = () => boxes.filter((box) => box.checked);
  const tally = form.querySelector(".tally");
  const [n, msg, live] = ["n", "msg", "live"].map((id) => document.getElementById(id));
  tally.classList.add("js");
  const show = (aloud) => {
    const k = chosen().length;
    const left = form.dataset.need - k;
    const words = left > 0 ? "more" : left ? "over" : "full";
    n.textContent = k;
    msg.textContent = tally.dataset[words].replace("{n}", Math.abs(left));
    if (aloud) live.textContent = tally.dataset.aloud.replace("{k}", k).replace("{rest}", msg.textContent);
  };
  form.addEventListener("change", () => {
    kept?.setItem("picks", chosen().map((box) => box.value));
    show(true);
  });
  addEventListener("pageshow", () => {
    const old = (kept?.getItem("picks") || "").split(",");
    if (!chosen().length) boxes.forEach((box) => (box.checked = old.includes(box.value)));
    show(false);
  });
})();
