/** Stands in every result. Changes whenever a number could come out differently. */
export const ENGINE = '@yupana/composite 0.1.0';
