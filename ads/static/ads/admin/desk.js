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

/* Suggestions for targeting. A chosen one becomes a ticked box; without this script what is typed counts. */
(() => {
  const WAIT = 150;
  let waiting = 0;

  const options = (input) => [...document.getElementById(input.getAttribute('list')).options];

  const suggest = async (input) => {
    const { deskTargeting } = input.closest('[data-desk-targeting]').dataset;
    const asked = new URLSearchParams({ dimension: input.dataset.deskSuggest, q: input.value.trim() });
    const answer = await fetch(`${deskTargeting}?${asked}`, { headers: { 'X-Requested-With': 'XMLHttpRequest' } });
    if (!answer.ok) return;
    const { items } = await answer.json();
    const list = document.getElementById(input.getAttribute('list'));
    list.replaceChildren(...items.map(({ value, label }) => {
      const option = document.createElement('option');
      option.value = value;
      option.label = label;
      return option;
    }));
  };

  const add = (input, { value, label }) => {
    const set = input.closest('fieldset');
    const box = set.querySelector('[data-desk-options]');
    const held = [...box.querySelectorAll('input')].find((each) => each.value === value);
    if (held) {
      held.checked = true;
    } else {
      const row = document.createElement('label');
      const tick = Object.assign(document.createElement('input'), {
        type: 'checkbox', name: box.dataset.deskOptions, value, checked: true,
      });
      const name = Object.assign(document.createElement('span'), { textContent: label || value });
      row.append(tick, ' ', name);
      box.append(row);
    }
    box.hidden = false;
    const said = set.querySelector('[data-desk-added]');
    said.textContent = `${said.dataset.deskAdded} ${label || value}`;
    input.value = '';
    input.dispatchEvent(new Event('change', { bubbles: true }));
  };

  const chosen = (input) => {
    const text = input.value.trim().toLowerCase();
    return options(input).find((each) => each.value.toLowerCase() === text || each.label.toLowerCase() === text);
  };

  const isMoreToType = (value) => value.endsWith('=');

  document.addEventListener('input', (event) => {
    const input = event.target.closest('[data-desk-suggest]');
    if (!input) return;
    const option = event.inputType === undefined || event.inputType === 'insertReplacementText' ? chosen(input) : null;
    if (option && !isMoreToType(option.value)) { add(input, option); return; }
    clearTimeout(waiting);
    waiting = setTimeout(() => suggest(input), WAIT);
  });

  document.addEventListener('focusin', (event) => {
    const input = event.target.closest('[data-desk-suggest]');
    if (input && !options(input).length) suggest(input);
  });

  document.addEventListener('keydown', (event) => {
    const input = event.target.closest('[data-desk-suggest]');
    if (!input || event.key !== 'Enter') return;
    event.preventDefault();
    const option = chosen(input);
    const value = input.value.trim();
    if (option && !isMoreToType(option.value)) add(input, option);
    else if (['page', 'key_value'].includes(input.dataset.deskSuggest) && value && !isMoreToType(value)) add(input, { value, label: value });
  });
})();

/* The forecast of a booking follows its form. Without this script it shows the booking as it is stored. */
(() => {
  const WAIT = 700;

  const follow = (box) => {
    const form = box.closest('form');
    const told = box.querySelector('[data-desk-forecast-told]');
    let waiting = 0;
    let asking = new AbortController();

    const ask = async () => {
      asking.abort();
      asking = new AbortController();
      try {
        const answer = await fetch(box.dataset.deskForecast, { method: 'POST', body: new FormData(form), signal: asking.signal });
        if (answer.ok) told.innerHTML = await answer.text(); // our own template, escaped there
      } catch {} // another question overtook it, or the server is away
    };

    form.addEventListener('change', () => {
      clearTimeout(waiting);
      waiting = setTimeout(ask, WAIT);
    });
  };

  document.addEventListener('DOMContentLoaded', () => {
    document.querySelectorAll('[data-desk-forecast]').forEach(follow);
  });
})();
