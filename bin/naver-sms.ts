#!/usr/bin/env node
import { enableCompileCache } from 'node:module';

enableCompileCache();
const { main } = await import('../src/cli/main.ts');
const { processTerminal } = await import('../src/cli/terminal.ts');

process.exitCode = await main(process.argv.slice(2), processTerminal());
