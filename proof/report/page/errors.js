/* global document, window */
// First of all scripts: what goes wrong in the others is told on the page, not only in a console nobody opens.
window.addEventListener('error', ({ message }) => {
  const tell = () => {
    const box = document.getElementById('page-errors');
    box.hidden = false;
    box.textContent = `${box.textContent} A chart could not be drawn: ${message}. The tables are whole.`.trim();
  };
  if (document.getElementById('page-errors')) tell();
  else document.addEventListener('DOMContentLoaded', tell);
});
