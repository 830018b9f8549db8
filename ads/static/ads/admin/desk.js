/* Shortcuts for the grid of hours: a whole day, a whole hour, all or none. The grid works without them. */
(() => {
  const boxes = (grid) => [...grid.querySelectorAll('input[type="checkbox"]')];

  const tick = (grid, some, wanted) => {
    some.forEach((box) => { box.checked = wanted; });
    grid.dispatchEvent(new Event('change', { bubbles: true }));
  };

  const toggle = (grid, some) => tick(grid, some, !some.every((box) => box.checked));

  const isWorkingHour = (box) => box.value < 120 && box.value % 24 >= 9 && box.value % 24 < 17;

  const act = (grid, button) => {
    const { deskSet, deskColumn, deskRow } = button.dataset;
    if (deskSet === 'all') tick(grid, boxes(grid), true);
    if (deskSet === 'none') tick(grid, boxes(grid), false);
    if (deskSet === 'workdays') boxes(grid).forEach((box) => tick(grid, [box], isWorkingHour(box)));
    if (deskColumn !== undefined) toggle(grid, boxes(grid).filter((box) => box.value % 24 === Number(deskColumn)));
    if (deskRow !== undefined) toggle(grid, boxes(button.closest('tr')));
  };

  document.addEventListener('click', (event) => {
    const button = event.target.closest('[data-desk-hours] button');
    if (button) act(button.closest('[data-desk-hours]'), button);
  });

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('[data-desk-tools]').forEach((tools) => { tools.hidden = false; });
  });
})();

/* Of a creative's form, the fields of the chosen format. Without this script all of them stand there. */
(() => {
  const show = (chosen) => {
    document.querySelectorAll('[data-desk-formats]').forEach((panel) => {
      panel.hidden = !panel.dataset.deskFormats.split(' ').includes(chosen);
    });
  };

  document.addEventListener('DOMContentLoaded', () => {
    const select = document.querySelector('[data-desk-format] select');
    if (!select) return;
    show(select.value);
    select.addEventListener('change', () => show(select.value));
  });
})();
