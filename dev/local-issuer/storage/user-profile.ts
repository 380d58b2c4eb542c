/** Auth0's normalised user profile, as its Management API returns it. */
export interface UserProfile {
  readonly user_id: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly name: string;
  readonly nickname: string;
  readonly given_name?: string;
  readonly family_name?: string;
  readonly username?: string;
  readonly phone_number?: string;
  readonly phone_verified?: boolean;
  readonly picture: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly last_login?: string;
  readonly last_ip?: string;
  readonly logins_count?: number;
  readonly identities: readonly {
    readonly connection: string;
    readonly provider: string;
    readonly user_id: string;
    readonly isSocial: boolean;
  }[];
  readonly user_metadata?: Readonly<Record<string, unknown>>;
  readonly app_metadata?: Readonly<Record<string, unknown>>;
}
