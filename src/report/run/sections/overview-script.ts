/**
 * Sorts and filters the overview of a report. All is there without it: it adds a field to filter by, and
 * buttons to the titles of columns that have something to sort by. It asks nothing of any network.
 */
export const overviewScript = `(() => {
const nav = document.querySelector('.contents');
const table = nav.querySelector('table');
const body = table.tBodies[0];
const rows = [...body.rows];
const make = (name, set) => Object.assign(document.createElement(name), set);
const key = (row, column) => row.cells[column].dataset.sort;
const heads = [...table.tHead.rows[0].cells];
const sortable = heads.filter((head, column) => rows.some((row) => key(row, column)));
const select = make('select', {});
select.append(make('option', { value: '-1', textContent: 'order of the run' }));
const sort = (column, isDown) => {
  const at = (row) => key(row, column) || '';
  const isText = heads[column]?.dataset.kind === 'text';
  const order = (a, b) => isText ? at(a).localeCompare(at(b)) : at(a) - at(b);
  const full = column === -1 ? rows : rows.filter(at).sort((a, b) => (isDown ? order(b, a) : order(a, b)));
  const rest = column === -1 ? [] : rows.filter((row) => !at(row));
  body.append(...full, ...rest);
  for (const head of sortable) head.removeAttribute('aria-sort');
  if (column !== -1) heads[column].setAttribute('aria-sort', isDown ? 'descending' : 'ascending');
  select.value = String(column);
};
for (const head of sortable) {
  const column = heads.indexOf(head);
  const text = head.textContent.trim();
  const isNumber = head.dataset.kind !== 'text';
  const button = make('button', { type: 'button', textContent: text });
  button.addEventListener('click', () => {
    const order = head.getAttribute('aria-sort');
    sort(column, order === null ? isNumber : order === 'ascending');
  });
  head.replaceChildren(button);
  select.append(make('option', { value: String(column), textContent: text }));
}
select.addEventListener('change', () => {
  const column = Number(select.value);
  sort(column, heads[column]?.dataset.kind !== 'text');
});
const input = make('input', { type: 'search', placeholder: 'name, purpose or outcome' });
const state = make('span', {});
state.setAttribute('role', 'status');
input.addEventListener('input', () => {
  const words = input.value.toLowerCase().split(/\\s+/);
  for (const row of rows) {
    const text = row.cells[0].textContent.toLowerCase();
    row.hidden = !words.every((word) => text.includes(word));
  }
  const shown = rows.filter((row) => !row.hidden).length;
  state.textContent = shown === rows.length ? '' : shown + ' of ' + rows.length + ' cells';
});
const labelled = (text, field, name) => {
  const label = make('label', { className: name });
  label.append(text + ' ', field);
  return label;
};
const tools = make('div', { className: 'tools' });
tools.append(labelled('Filter', input, ''), labelled('Sort by', select, 'sort'), state);
table.before(tools);
})();`;
