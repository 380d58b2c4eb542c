import { SetMetadata } from '@nestjs/common';

export const COSTS_POINTS = 'auth:costs-points';

/**
 * What a protected route beside GraphQL takes from the points of its caller, 10 otherwise. A point is
 * about a microsecond of one core.
 *
 * @example
 * @CostsPoints(500)
 * @Get('report')
 */
export const CostsPoints = (points: number) => SetMetadata(COSTS_POINTS, points);
