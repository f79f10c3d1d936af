import type { Neighbour } from './world-request.ts';

/** Where an expired session is sent: an HTML page with the login form's own ids. Nobody can sign in here. */
export const loginPage: Neighbour = {
  name: 'login',
  operationOf: ({ path }) => (path === '/nidlogin.login' ? 'page' : null),
  handle: () => ({ status: 200, body: page }),
  refuse: () => ({ status: 503, body: '<html><body>점검 중</body></html>' }),
};

const page = `<!doctype html><html lang="ko"><head><meta charset="utf-8"><title>로그인</title></head>
<body><form method="post"><input id="id" name="id"><input id="pw" name="pw" type="password">
<button id="log.login" class="btn_login">로그인</button></form></body></html>`;
