import { type AnswerChange, jsonAnswer, type ProxiedCall } from '../../support/answer-proxy.ts';

/* What the programs ask SENS, and answers that SENS or its gateway may give. Texts and codes are invented unless noted. */

export const isSend = ({ method, path }: ProxiedCall): boolean =>
  method === 'POST' && path.startsWith('/sens/') && path.endsWith('/messages');

export const isList = ({ method, path }: ProxiedCall): boolean =>
  method === 'GET' && path.startsWith('/sens/') && path.includes('/messages?');

/** What the API gateway answers in front of SENS (vendor: common error codes of the NCP API). */
export const gatewayError =
  (status: number, errorCode: string, message: string): AnswerChange['answer'] =>
  () =>
    jsonAnswer(status, { error: { errorCode, message, details: 'invented' } });

/** What SENS itself answers. */
export const sensError =
  (status: number, errorMessage: string): AnswerChange['answer'] =>
  () =>
    jsonAnswer(status, { statusCode: String(status), statusName: 'fail', errorMessage });
