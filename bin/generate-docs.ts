#!/usr/bin/env node
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { generatedDocuments } from '../src/cli/generated-documents.ts';

for (const [path, text] of generatedDocuments())
  writeFileSync(join(dirname(import.meta.dirname), path), text);
