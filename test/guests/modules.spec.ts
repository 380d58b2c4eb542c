import { describe, expect, it } from '@jest/globals';
import { useApi } from '../support/api.js';
import { useIssuer } from '../support/test-issuer.js';
import { ShopModule } from './src/shop/shop.module.js';
import { CompressionModule } from './src/compression/compression.module.js';
import { ReportingModule } from './src/reporting/reporting.module.js';

const issuer = useIssuer();
const api = useApi({ trusts: issuer, imports: [ShopModule, CompressionModule, ReportingModule] });

describe('@nestjs/config, cqrs, event-emitter and schedule', () => {
  it('work together behind the guard', async () => {
    expect((await api.anonymous.query('mutation { openShop }')).status).toBe(401);
    const caller = api.as(await issuer.token());
    expect((await caller.query('mutation { openShop }')).body).toEqual({
      data: { openShop: 'Corner shop' },
    });
    const { body } = await caller.query('{ shopJournal }');
    expect(body.data?.shopJournal).toContain('Corner shop');
  });
});
describe('@fastify/compress', () => {
  it('compresses an answer of GraphQL', async () => {
    const { headers, body } = await api.anonymous.query(
      '{ __schema { types { name description fields { name description } } } }',
    );
    expect(headers.get('content-encoding')).toBe('gzip');
    expect(body.data).toBeTruthy();
  });
});
