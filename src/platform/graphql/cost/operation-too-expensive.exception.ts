import { ApiException } from '../../http/api.exception.js';

/** An operation costs more than `MAX_OPERATION_POINTS`; nothing was executed. */
export class OperationTooExpensiveException extends ApiException {
  constructor(cost: number, limit: number, isProduction: boolean) {
    super({
      status: 400,
      code: 'OPERATION_TOO_EXPENSIVE',
      message: `This operation costs ${cost} points and may cost ${limit}: ask for smaller pages or fewer fields.`,
      data: { cost, limit },
      hint: isProduction
        ? undefined
        : 'Each field costs a point, and those of a list as often as its page argument allows: MAX_OPERATION_POINTS.',
    });
  }
}
