/** What a command of GitHub Actions is about. */
export interface AnnotationPlace {
  readonly file: string;
  /** 1-based. */
  readonly line: number;
  readonly column: number;
}

/** GitHub shows ten annotations of a level for each step and drops the others without a word. */
export const mostOfALevel = 9;

/** An annotation of GitHub Actions, without the line end. */
export function workflowCommand(
  level: 'error' | 'warning' | 'notice',
  title: string,
  message: string,
  place: AnnotationPlace | null,
): string {
  const where =
    place === null
      ? ''
      : `file=${escapedProperty(place.file)},line=${place.line},col=${place.column},`;
  return `::${level} ${where}title=${escapedProperty(title)}::${escapedData(message)}`;
}

function escapedData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapedProperty(text: string): string {
  return escapedData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
