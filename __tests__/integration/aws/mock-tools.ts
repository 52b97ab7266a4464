import { join } from 'node:path';
import { installPythonPackages } from '../../../local/scan/python-packages';
import type { Environment } from '../../../local/kafka/cache-dir';

/** What the mock and the programs that ask it consist of, at the versions that were tried together. */
const requirements = join(__dirname, 'requirements.txt');

/**
 * The folder with moto's server, boto3 and the AWS CLI; fetched with pip when it is not there: 280 MB, half a minute.
 * @throws CrdsError CRDS_TOOL_MISSING without Python, CRDS_TOOL_FAILED without pip or PyPI
 */
export const installMock = (env: Environment): Promise<string> =>
  installPythonPackages({ name: 'moto', requirements }, env);
