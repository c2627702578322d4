// What the pointer says. Elements and their text, never HTML: series are named by people.

/** The tooltip's element for the bucket at `index`; its look is `.chart-tip` in the style sheet. */
export function tooltip(reading, index) {
  const box = document.createElement('div');
  box.className = 'chart-tip';
  const add = (tag, text) => {
    const element = document.createElement(tag);
    element.textContent = text;
    box.append(element);
    return element;
  };
  add('b', reading.heading(index));
  // A stack reads from top to bottom, and its first series is its lowest.
  const rows = reading.overBars ? reading.rows(index).reverse() : reading.rows(index);
  for (const row of rows) {
    const swatch = document.createElement('i');
    swatch.style.background = row.colour;
    add('span', row.name).prepend(swatch);
    add('strong', row.text);
  }
  return box;
}
