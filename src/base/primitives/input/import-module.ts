/**
 * Imports a module by its URL. It has a file of the bundle of its own: code that a build keeps cannot
 * import.
 */
export async function importModule(url: string): Promise<Readonly<Record<string, unknown>>> {
  const module: Readonly<Record<string, unknown>> = await import(url);
  return module;
}
