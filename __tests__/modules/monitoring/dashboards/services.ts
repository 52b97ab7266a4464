import { environments } from '../../../../environments';
import { resolve } from '../../../../model/resolve';
import { serviceDashboard } from '../../../../modules/monitoring/dashboards/service';

/** What the dashboards of the largest environment's services are made of. */
export const eksServices = resolve(environments['eks-prod']).services.map(serviceDashboard);
