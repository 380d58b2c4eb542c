/**
 * What this API uses of Passport and passport-jwt. Their published types need those of Express, a
 * dozen packages, and know no parsed key.
 */
declare module 'passport' {
  export interface PassportStatic {
    use(strategy: object): this;
    unuse(name: string): this;
  }
  const passport: PassportStatic;
  export default passport;
}

declare module 'passport-jwt' {
  import type { KeyObject } from 'node:crypto';

  export interface StrategyOptions<Request> {
    readonly jwtFromRequest: (request: Request) => string;
    readonly secretOrKeyProvider: (
      request: Request,
      token: string,
      done: (error: unknown, key?: KeyObject) => void,
    ) => void;
    readonly algorithms: readonly string[];
    readonly jsonWebTokenOptions: { readonly clockTolerance: number };
    readonly passReqToCallback: true;
  }

  export class Strategy<Request> {
    name: string;
    constructor(options: StrategyOptions<Request>, verify: (...parameters: never[]) => void);
  }
}
