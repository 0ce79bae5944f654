const tokenPattern = /\s*(<-|\.\.\.|[[\]{}()*;,]|`[^`]*`|"[^"]*"|[\p{L}_][\p{L}\p{N}_.]*|\d\w*)/uy;
const unreadCharacters = 10;

/** The words and signs of a type, and the beginning of what is none of them; `null` where all are. */
export function goTypeTokens(text: string): {
  readonly tokens: readonly string[];
  readonly unread: string | null;
} {
  const tokens: string[] = [];
  // A line ends a field, as a semicolon does.
  const line = text.trim().replaceAll('\n', ';');
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < line.length) {
    const start = tokenPattern.lastIndex;
    const token = tokenPattern.exec(line)?.[1];
    if (token === undefined)
      return { tokens, unread: line.slice(start).trim().slice(0, unreadCharacters) };
    tokens.push(token);
  }
  return { tokens, unread: null };
}
