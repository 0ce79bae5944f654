// Loaded into npm where a package is packed only to be unpacked again. Half of what packing takes is to
// compress as hard as zlib can, and what is in the package does not depend on it.
import zlib from 'node:zlib';

const { Gzip } = zlib;
zlib.Gzip = class extends Gzip {
  constructor(options) {
    super({ ...options, level: zlib.constants.Z_NO_COMPRESSION });
  }
};
