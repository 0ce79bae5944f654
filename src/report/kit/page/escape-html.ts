const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

// Controls but the tab and the line feed, and what turns the direction of text around: a page must
// not contain the first, and the second makes text look like another one.
const unsafe = /[^\P{Cc}\n\t]|\p{Bidi_Control}/gu;

/**
 * Text from outside as text of an HTML page, in elements and in quoted attributes. Controls become
 * visible escapes, as in `\u001b`.
 */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/\p{Surrogate}/gu, '\uFFFD')
    .replaceAll(/[&<>"']/g, (character) => entities[character] ?? character)
    .replaceAll(
      unsafe,
      (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
}
