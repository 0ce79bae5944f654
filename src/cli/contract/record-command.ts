import { basename } from 'node:path';
import { fileKinds } from '../../base/primitives/output/file-kinds.ts';
import type { CommandBuilder } from '../io/cli-io.ts';
import { defineCommand } from '../program/define-command.ts';
import { required, textFlag, valueFlag } from '../flags/flag.ts';
import { serviceUrl } from './service-url.ts';

/** `mapswell contract record`: a first contract from a running service. */
export const recordContractCommand: CommandBuilder = defineCommand(
  {
    name: 'record',
    summary: 'Write a first contract from what a running service exposes',
    flags: {
      url: required(
        valueFlag('<url>', 'address of the service, or of its page of metrics', serviceUrl),
      ),
      name: textFlag('<name>', 'name of the contract (default: that of the folder)'),
    },
    files: {
      out: {
        value: '<file>',
        summary: 'where it is written; - is standard output',
        kind: fileKinds.contract,
        default: '-',
      },
    },
    printsDocument: () => null,
    notes: `
Example:
  $ mapswell contract record --url http://127.0.0.1:8080 --out mapswell.contract.yaml

Every metric is taken with its type, labels and unit, but those of runtimes; where the preset mapswell/map@1
holds, it stands in their place. A contract that stands there already is not replaced without --force.`,
  },
  async ({ url, name }, { cwd, signal }) => {
    const [{ recordContract }, { ServiceClient }] = await Promise.all([
      import('../../live/contract/record/record-contract.ts'),
      import('../../live/contract/check/service-client.ts'),
    ]);
    const { origin, pathname } = new URL(url);
    const metricsPath = pathname === '/' ? '/metrics' : pathname;
    return await recordContract(new ServiceClient(origin, signal), {
      name: name ?? basename(cwd),
      metricsPath,
    });
  },
  { documents: { out: { text: (text) => text } } },
);
