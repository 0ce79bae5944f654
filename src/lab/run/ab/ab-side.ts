/** One side of an A/B measurement: where its configuration, scenarios and modules are. */
export interface AbSide {
  /** For people: `main (1a2b3c4d)`, `../other`, `head.config.ts`. */
  readonly name: string;
  readonly folder: string;
  /** Its configuration, instead of the nearest one from the folder upwards. */
  readonly configFile?: string;
  /** The program that loads its cells; absent: the one of the running mapswell. */
  readonly cellProcess?: string;
  /** Both sides are configurations: that their cells differ is what is measured. */
  readonly isConfiguration: boolean;
}

/** The two sides, and what takes down again what was set up for them. */
export interface AbSides {
  readonly base: AbSide;
  readonly head: AbSide;
}
