const openMetrics = 'application/openmetrics-text';
const textTypes = ['text/plain', 'text/*', '*/*'];

/** Whether an `Accept` header asks for OpenMetrics at least as much as for Prometheus's text format. */
export function prefersOpenMetrics(accept: string): boolean {
  const wishes = new Map(accept.split(',').map(wishOf));
  const wanted = wishes.get(openMetrics) ?? 0;
  const text = textTypes.map((type) => wishes.get(type)).find((weight) => weight !== undefined);
  return wanted > 0 && wanted >= (text ?? 0);
}

/** A media type with its weight, from 0 to 1; what is no number weighs nothing. */
function wishOf(range: string): readonly [string, number] {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='));
  return [type, weight === undefined ? 1 : Number(weight.slice(2)) || 0];
}
