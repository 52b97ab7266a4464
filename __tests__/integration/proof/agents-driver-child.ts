/** A driver to be killed. Arguments: program, specification as JSON, folder. Tells its agent's process id, then waits. */
import type { AgentSpec } from '../../../proof/agents/spec';
import { startAgent } from '../../../proof/agents/start-agent';

const [program = '', spec = '', dir = ''] = process.argv.slice(2);

void startAgent(program, JSON.parse(spec) as AgentSpec, dir).then(async (agent) => {
  await agent.ready;
  process.stdout.write(`${agent.pid}\n`);
});
