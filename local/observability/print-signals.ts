import { wholeSignalsPage } from './signals-page';

process.stdout.write(wholeSignalsPage());
