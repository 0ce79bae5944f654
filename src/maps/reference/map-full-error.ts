import { SandboxError } from '../../base/primitives/errors/sandbox-error.ts';

/** An insert beyond the largest size that the model has. The map is as it was before. */
export class MapFullError extends SandboxError {
  readonly operation: number;
  readonly entries: number;

  constructor(collection: string, operation: number, entries: number) {
    super(
      'environment',
      `${collection} maximum size exceeded at operation ${operation}, with ${entries} entries`,
    );
    this.name = 'MapFullError';
    this.operation = operation;
    this.entries = entries;
  }
}
