import { LocalKafkaError } from '../kafka/errors';
import { requirePortFree } from '../kafka/ports';
import { DeployError } from './deploy-error';

/**
 * @param page what is to be shown there
 * @param howToChoose a command that takes another port
 * @throws DeployError DEPLOY_PORT_BUSY, which names who has it
 */
export async function pagePortMustBeFree(port: number, page: string, howToChoose: string): Promise<void> {
  try {
    await requirePortFree(port, page, howToChoose);
  } catch (error) {
    if (!(error instanceof LocalKafkaError)) throw error;
    throw new DeployError('DEPLOY_PORT_BUSY', error.message, true, { cause: error });
  }
}
