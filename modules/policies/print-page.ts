import { policiesPage } from './page';

process.stdout.write(policiesPage());
