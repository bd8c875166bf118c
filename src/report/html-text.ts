const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as the content of an element or the value of a quoted attribute. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** A link to a file, whose path is relative to the page's folder. */
export function fileLink(path: string, text: string): string {
  const address = path.toWellFormed().split('/').map(encodeURIComponent).join('/');
  return `<a href="./${html(address)}">${html(text)}</a>`;
}
