/* Runs in the page before it is printed; its value is read by src/render/pdf/. Waits for fonts and images, fits wide tables
   and long first pages to the paper, raises the ready flag, and says what could not be loaded and what is written. */
(async () => {
  const problems = [];
  // Asked for by every text of the page, they load; a face that nothing uses stays unloaded.
  await document.fonts.ready;
  for (const face of document.fonts)
    if (face.status === 'error') problems.push(`font ${face.family} ${face.weight} is broken`);
  for (const image of document.images)
    await image.decode().catch(() => problems.push(`an image is broken or not a picture: ${image.src.slice(0, 60)}`));
  // One step after the other, until it fits.
  const settle = (fits, element, steps) => {
    for (const step of steps) {
      if (fits()) return;
      element.classList.add(step);
    }
  };
  for (const table of document.querySelectorAll('.data')) {
    const share = () => table.parentElement.clientWidth / table.offsetWidth;
    settle(() => share() >= 1, table, ['narrow', 'narrower']);
    // Figures are never broken: what is wider even so becomes smaller as a whole.
    if (share() < 1) table.style.zoom = String(Math.floor(share() * 1000) / 1000);
  }
  // Columns give way before their page does: what sticks out of them would cover the foot.
  const holds = (element) => element.scrollHeight <= element.clientHeight + 1;
  for (const front of document.querySelectorAll('.front:not(.overflowing)'))
    settle(() => [front, ...front.querySelectorAll('.columns')].every(holds), front, ['snug', 'tight', 'overflowing']);
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim() !== '') texts.push(walker.currentNode.data.trim());
  await new Promise((resolve) => requestAnimationFrame(resolve));
  document.documentElement.dataset.ready = 'true';
  return { problems, texts };
})();
