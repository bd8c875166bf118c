const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text as the content of an element or the value of a quoted attribute. */
export function html(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
