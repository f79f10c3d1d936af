/*
 * The keys of the pretend outside world. All invented: the neighbours here take them, and the seeded secrets hold them.
 */
export const inventedKeys = {
  naver: { username: 'invented-user', password: 'invented-password' },
  sens: {
    access_key: 'INVENTEDACCESSKEY000',
    secret_key: 'inventedSecretKeyOfThePretendWorld',
    service_id: 'ncp:sms:kr:000000000000:invented',
  },
  telegram: { bot_token: '0000000000:invented_telegram_token_for_sandbox', chat_id: '-1000000000001' },
  slack: { bot_token: 'invented-slack-bot-token', channel: 'C0INVENTED1' },
} as const;

/** The cookies of a signed-in session, as the session table keeps them. `expiry` is epoch seconds. */
export function inventedCookies(nowMs: number): readonly {
  readonly name: string;
  readonly value: string;
  readonly domain: string;
  readonly path: string;
  readonly httpOnly: boolean;
  readonly secure: boolean;
  readonly expiry: number;
  readonly sameSite: string;
}[] {
  const expiry = Math.floor(nowMs / 1000) + cookieLifeSeconds;
  return [
    { name: 'NID_AUT', value: 'invented-nid-aut' },
    { name: 'NID_SES', value: 'invented-nid-ses' },
    { name: 'NNB', value: 'invented-nnb' },
  ].map((cookie) => ({
    ...cookie,
    domain: '.naver.com',
    path: '/',
    httpOnly: cookie.name !== 'NNB',
    secure: true,
    expiry,
    sameSite: 'Lax',
  }));
}

const cookieLifeSeconds = 30 * 24 * 60 * 60;
