/** The published version that runs, as Lambda names it; `$LATEST` where none was published. */
export const runningVersion = (): string => process.env.AWS_LAMBDA_FUNCTION_VERSION ?? '$LATEST'
