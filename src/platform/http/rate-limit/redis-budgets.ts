import type { RedisConnection } from '../../redis/redis-connection.js';
import { Budgets, MemoryBudgets } from './budgets.js';
import { judge, SLOT_MS, SLOTS, type Verdict } from './sliding-window.js';

const PREFIX = 'budget:';

/**
 * Reads, judges and counts in one step, by the clock of Redis. A key of another type and values that
 * make no sense, whoever wrote them, are replaced: they neither fail nor give anybody more.
 *
 * @returns milliseconds since the epoch, then the counts before this one
 */
const TAKE = `
local slotMs, slots = ${SLOT_MS}, ${SLOTS}
local cost, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local slot = math.floor(now / slotMs)
local stored = redis.pcall('HGETALL', KEYS[1])
if stored.err then redis.call('DEL', KEYS[1]) stored = {} end
local result, used = {string.format('%.0f', now)}, 0
for index = 1, slots do result[index + 1] = '0' end
for index = 1, #stored, 2 do
  local age, count = slot - (tonumber(stored[index]) or 0), tonumber(stored[index + 1])
  if count and count > 0 and count < 1e12 and age >= 0 and age < slots and age % 1 == 0 then
    used = used + count
    result[slots + 1 - age] = string.format('%.0f', count)
  else
    redis.call('HDEL', KEYS[1], stored[index])
  end
end
if used + cost <= limit then
  redis.call('HINCRBY', KEYS[1], string.format('%.0f', slot), cost)
  redis.call('PEXPIRE', KEYS[1], slotMs * slots)
end
return result`;

/** Budgets in Redis, for all replicas; those of this process while Redis does not answer. */
export class RedisBudgets extends Budgets {
  readonly #own = new MemoryBudgets();

  constructor(private readonly redis: RedisConnection) {
    super();
  }

  override async take(owner: string, cost: number, limit: number): Promise<Verdict> {
    try {
      return await this.#take(owner, cost, limit);
    } catch {
      return this.#own.take(owner, cost, limit);
    }
  }

  override charge(owner: string, cost: number): void {
    this.#take(owner, cost, Number.MAX_SAFE_INTEGER).catch(() => this.#own.charge(owner, cost));
  }

  async #take(owner: string, cost: number, limit: number): Promise<Verdict> {
    const options = { keys: [`${PREFIX}${owner}`], arguments: [String(cost), String(limit)] };
    const answer = await this.redis.run(() => this.redis.client.eval(TAKE, options));
    const [now = 0, ...counts] = (answer as string[]).map(Number);
    return judge(counts, cost, limit, now % SLOT_MS);
  }
}
