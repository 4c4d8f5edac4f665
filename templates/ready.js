/* Runs in the page before it is printed; its value is read by src/render/pdf/. Waits for fonts and images, lets page 1 flow
   when its words need more than one page, raises the ready flag, and says what could not be loaded and what is written. */
(async () => {
  const problems = [];
  // Asked for by every text of the page, they load; a face that nothing uses stays unloaded.
  await document.fonts.ready;
  for (const face of document.fonts)
    if (face.status === 'error') problems.push(`font ${face.family} ${face.weight} is broken`);
  for (const image of document.images)
    await image.decode().catch(() => problems.push(`an image is broken or not a picture: ${image.src.slice(0, 60)}`));
  for (const front of document.querySelectorAll('.front'))
    if (front.scrollHeight > front.clientHeight + 1) front.classList.add('overflowing');
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (walker.currentNode.data.trim() !== '') texts.push(walker.currentNode.data.trim());
  await new Promise((resolve) => requestAnimationFrame(resolve));
  document.documentElement.dataset.ready = 'true';
  return { problems, texts };
})();
