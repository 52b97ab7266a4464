import { stringify } from 'yaml';
import type { Environment } from '../../model/environment';
import { configFolder, renderCompose, threeBrokers } from './compose-file';
import { composeDashboards, dashboardFile, dashboardText } from './dashboard';
import { generatedBy } from './generated';
import { loggingConfig } from './logging';
import {
  configFiles,
  dashboardsConfig,
  datasourceConfig,
  prometheusConfig,
  restProperties,
  type ConfigFile,
} from './tools';
import { topicsScript } from './topics-script';

const yaml = (content: object): string =>
  `# ${generatedBy}\n${stringify(content, { lineWidth: 0, singleQuote: true })}`;

function configFile(environment: Environment, file: ConfigFile): string {
  switch (file) {
    case 'rest':
      return `# ${generatedBy}\n${restProperties(threeBrokers(environment))}`;
    case 'prometheus':
      return yaml(prometheusConfig(environment));
    case 'datasource':
      return yaml(datasourceConfig);
    case 'dashboards':
      return yaml(dashboardsConfig);
    case 'loki':
    case 'tempo':
    case 'collector':
      return yaml(loggingConfig(environment)[file]);
    case 'topics':
      return topicsScript(environment.topics);
  }
}

/** Everything that is rendered and committed: path in the repository, content. */
export function composeFiles(environment: Environment): ReadonlyMap<string, string> {
  const configs = (Object.keys(configFiles) as ConfigFile[]).map(
    (file) => [`${configFolder}/${configFiles[file]}`, configFile(environment, file)] as const,
  );
  const dashboards = composeDashboards(environment).map(
    (dashboard) => [`${configFolder}/${dashboardFile(dashboard.name)}`, dashboardText(dashboard)] as const,
  );
  return new Map([['docker-compose.yml', renderCompose(environment)], ...configs, ...dashboards]);
}
