/** A Go toolchain on this machine. */
export interface GoToolchain {
  /** The go command. */
  readonly program: string;
  /** As in `go1.22.12`. */
  readonly version: string;
  /** Minor version: 22 for `go1.22.12`. */
  readonly minor: number;
  /** Folder of the toolchain, where the go command cannot be trusted to find it. */
  readonly root: string | null;
}

/** Says how to get a Go toolchain: one line for every place that misses it. */
export const howToGetGo =
  'no Go toolchain found: install Go (Debian: apt-get install golang-go), or set MAPSWELL_GO to a go command';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment for the go command: this toolchain and no other, no modules, and nothing that the
 * user's shell says about flags or experiments, because that would be another map.
 */
export function goEnvironment(
  env: Environment,
  root: string | null,
  cacheFolder: string,
): Environment {
  const hasCache = [env['GOCACHE'], env['XDG_CACHE_HOME'], env['HOME']].some(
    (value) => value !== undefined && value !== '',
  );
  return {
    ...env,
    GO111MODULE: 'off',
    GOTOOLCHAIN: 'local',
    GOFLAGS: '',
    GOEXPERIMENT: '',
    GODEBUG: '',
    GOOS: '',
    GOARCH: '',
    CGO_ENABLED: '0',
    ...(root === null ? {} : { GOROOT: root }),
    ...(hasCache ? {} : { GOCACHE: `${cacheFolder}/go-build` }),
  };
}
