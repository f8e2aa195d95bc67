(() => {
  const data = document.getElementById("seconds");
  if (!data) return;
  const rows = JSON.parse(data.textContent);
  const last = Number(data.dataset.last), step = Number(data.dataset.step);
  const wait = (s) => s === null ? "never" : s < 1 ? Math.round(s * 1000) + " ms" : s.toFixed(2) + " s";
  const say = (r) => `${r[0]} s: ${r[1]} wanted · ${r[2]} accepted · ${r[3]} refused · ` +
    `${r[4]} handed over` + (r[1] ? ` · waits: half ${wait(r[5])}, 95% ${wait(r[6])}` : "");
  const areas = [...document.querySelectorAll(".plot .area")];
  const show = (ratio) => {
    const row = rows[Math.min(rows.length - 1, Math.max(0, Math.floor(ratio * last / step)))];
    areas.forEach((area) => {
      const cursor = area.querySelector(".cursor");
      cursor.style.left = 100 * ratio + "%";
      cursor.style.display = "block";
      area.closest("figure").querySelector(".readout").textContent = say(row);
    });
  };
  const hide = () => areas.forEach((area) => {
    area.querySelector(".cursor").style.display = "none";
    area.closest("figure").querySelector(".readout").textContent = "\u00a0";
  });
  areas.forEach((area) => {
    area.addEventListener("pointermove", (event) => {
      const box = area.getBoundingClientRect();
      show(Math.min(1, Math.max(0, (event.clientX - box.left) / box.width)));
    });
    area.addEventListener("pointerleave", hide);
  });
})();
