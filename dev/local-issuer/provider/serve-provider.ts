import type { Server } from 'node:http';
import type { Provider } from 'oidc-provider';
import { createProvider } from './create-provider.js';
import type { OidcProviderModule } from './load-oidc-provider.js';
import { createPipeline, type PipelineOptions } from '../request-pipeline.js';

/** Lets the server answer by a provider, and by a new one each time the result is called. */
export function createServing(
  server: Server,
  library: OidcProviderModule,
  options: Omit<PipelineOptions, 'provider'>,
): () => void {
  let provider: Provider;
  const pipeline = createPipeline({ ...options, provider: () => provider });
  return () => {
    const created = createProvider(library, options, pipeline);
    provider = created.provider;
    server.removeAllListeners('request').on('request', created.handle);
  };
}
