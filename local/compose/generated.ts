/** The first line of every file that is rendered here. */
export const generatedBy =
  'Rendered from the model by local/compose/render.ts: change environments/ or model/, then `make compose`.';
