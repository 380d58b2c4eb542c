import type { FastifyRequest } from 'fastify';
import type { Settings } from '../../config/settings.js';
import { shedRequests } from '../load.metrics.js';
import { clientOf } from '../rate-limit/client-address.js';
import { OverloadedException } from './overloaded.exception.js';
import { shareOf } from './share-of.js';

/** One address may have an eighth of them at most. */
const ADDRESSES = 8;
/** Bodies of most requests: they are not worth counting. */
const SMALL_BYTES = 8 * 1024;
const MIB = 1024 * 1024;

/**
 * Bounds the memory of bodies that have not arrived yet: a client that sends a body byte by byte holds
 * what came until then.
 */
export class ArrivingBodies {
  readonly #addresses = new Map<string, number>();
  #bytes = 0;

  /** Bytes of all bodies together; 0 is off. */
  readonly #maximum: number;
  readonly #hint: string | undefined;

  /** @param bodyBytes of the largest one */
  constructor(
    { bodyMemoryMib, isProduction }: Settings,
    private readonly bodyBytes: number,
  ) {
    this.#maximum = bodyMemoryMib * MIB;
    const hint = `Bodies on their way may take ${bodyMemoryMib} MiB, at most an eighth of it from one address: BODY_MEMORY_MIB.`;
    this.#hint = isProduction ? undefined : hint;
  }

  /** Why a body may not come now; counts it otherwise. */
  admit({ raw, ip }: FastifyRequest): OverloadedException | undefined {
    const bytes = this.#sizeOf(raw.headers);
    if (bytes <= SMALL_BYTES || this.#maximum === 0) return undefined;
    const address = clientOf(ip);
    const ofAddress = (this.#addresses.get(address) ?? 0) + bytes;
    const free = this.#maximum - this.#bytes - bytes;
    if (free < 0 || ofAddress > shareOf(free, ADDRESSES)) {
      shedRequests.publish({ reason: 'bodies' });
      return new OverloadedException(this.#hint);
    }
    this.#count(address, bytes);
    let isCounted = true;
    const release = () => {
      if (isCounted) this.#count(address, -bytes);
      isCounted = false;
    };
    raw.once('end', release).once('close', release);
    return undefined;
  }

  /** What the client announces; without it, or with nonsense, as much as it may send. */
  #sizeOf(headers: FastifyRequest['raw']['headers']): number {
    if (headers['transfer-encoding'] !== undefined) return this.bodyBytes;
    return Math.min(Number(headers['content-length'] ?? 0) || 0, this.bodyBytes);
  }

  #count(address: string, bytes: number): void {
    this.#bytes += bytes;
    const left = (this.#addresses.get(address) ?? 0) + bytes;
    if (left > 0) this.#addresses.set(address, left);
    else this.#addresses.delete(address);
  }
}
