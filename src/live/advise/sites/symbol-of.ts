import type { MapSite } from './map-site.ts';

/** What the symbols of a package begin with: `main`, or the import path with the dots of its last part escaped. */
export function symbolPrefix({ file }: Pick<MapSite, 'file'>, packagePath: string): string {
  if (file.packageName === 'main') return 'main';
  const slash = packagePath.lastIndexOf('/');
  return packagePath.slice(0, slash + 1) + packagePath.slice(slash + 1).replaceAll('.', '%2e');
}

/** The symbol of a variable of a package. */
export function symbolOf(site: Pick<MapSite, 'file' | 'name'>, packagePath: string): string {
  return `${symbolPrefix(site, packagePath)}.${site.name}`;
}
