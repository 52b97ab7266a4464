export { renderRunPage } from './run-page';
export { renderSeriesPage, type SeriesPageOptions } from './series-page';
export { runSummary, seriesSummary } from './terminal';
export { seriesVerdict } from './totals';
export { writeRunReport, writeSeriesReport, writeWhole, type ReportFiles } from './write';
