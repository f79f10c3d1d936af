import { bootstrap } from './bootstrap.ts';
import { makeRelay } from './notify/relay-handler.ts';

/** The program of the relay function: SNS alarms and the CLI's announcements to Telegram and Slack. */
await bootstrap(makeRelay);
