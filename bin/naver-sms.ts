#!/usr/bin/env node
import module from 'node:module';
import { whyNodeIsTooOld } from '../src/cli/node-version.ts';

const why = whyNodeIsTooOld(process.versions.node);
if (why === null) {
  module.enableCompileCache();
  const { main } = await import('../src/cli/main.ts');
  const { processTerminal } = await import('../src/cli/terminal.ts');
  process.exitCode = await main(process.argv.slice(2), processTerminal());
} else {
  process.stderr.write(`${why}\n`);
  process.exitCode = 2;
}
