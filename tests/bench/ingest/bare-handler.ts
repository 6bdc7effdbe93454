/** The floor: what any Node function costs that does nothing. */
export const handler = async (): Promise<{ statusCode: number }> => ({ statusCode: 202 })
