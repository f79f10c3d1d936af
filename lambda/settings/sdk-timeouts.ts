/** Milliseconds. The SDK waits for ever unless told otherwise; a run has five minutes. */
export const sdkTimeouts = { connectionTimeout: 2_000, requestTimeout: 5_000, throwOnRequestTimeout: true };
