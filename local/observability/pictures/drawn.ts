import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment } from '../../../model/environment';
import { dashboardsFor, type Dashboard } from '../../../modules/monitoring/dashboards';
import { everyExporter, scrapedOn, type ExporterName } from '../../../modules/monitoring/signals/catalog';
import type { Question } from './answers';
import { pictureFile } from './page';
import { asking, drawDashboard } from './picture';

function scrapedIn({ platform }: Environment): ReadonlySet<ExporterName> {
  if (platform.kind === 'embedded') return scrapedOn.laptop;
  return platform.kind === 'compose' ? scrapedOn.compose : everyExporter;
}

/** The dashboards of an environment that Prometheus can answer; logs are no series. */
export const dashboardsOf = (environment: Environment): readonly Dashboard[] =>
  dashboardsFor({
    services: environment.services,
    exporters: scrapedIn(environment),
    brokers: environment.kafka.brokers.length,
    alerts: environment.alerts,
  });

/** Writes a picture of each dashboard. @returns their files */
export async function drawAll(
  dashboards: readonly Dashboard[],
  question: Question,
  folder: string,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const pictures = await Promise.all(
    dashboards.map(async (dashboard) => {
      const picture = await drawDashboard(dashboard, question.span, asking(question));
      return { file: join(folder, pictureFile(dashboard.name)), picture };
    }),
  );
  // All of them or none: pictures of one page are of one time.
  for (const { file, picture } of pictures) await writeFile(file, picture);
  return pictures.map(({ file }) => file);
}
