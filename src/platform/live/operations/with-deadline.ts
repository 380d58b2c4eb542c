import { RequestDeadlineException } from '../../http/request-lifetime.js';

/** @throws RequestDeadlineException when the time is over; the work itself goes on */
export function withDeadline<T>(milliseconds: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new RequestDeadlineException(milliseconds)),
      milliseconds,
    );
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
