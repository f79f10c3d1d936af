#!/usr/bin/env node
import { parseArgs } from 'node:util';
import { buildImage } from './image/build-image.ts';
import { imageFilling } from './image/image-size.ts';

/* Builds the Lambda's image with whichever of docker, podman and buildah works here, and says what fills it. */

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      tag: { type: 'string', default: 'naver-sms:latest' },
      base: { type: 'string' },
      builder: { type: 'string' },
      storage: { type: 'string' },
    },
  });
  const { tag, base = null, builder = null, storage = null } = values;
  const built = await buildImage({ tag, base, builder, storage });
  const { megabytes, fillings } = imageFilling(built.builder, built.tag, built.parts);
  const line = (what: string, size: number) => `${what.padEnd(48)}${size.toFixed(1).padStart(8)} MB\n`;
  process.stdout.write(line(`${tag} (${built.builder.name}), uncompressed`, megabytes));
  for (const filling of fillings) process.stdout.write(line(`  ${filling.what}`, filling.megabytes));
}

await main().catch((cause: unknown) => {
  process.stderr.write(`${cause instanceof Error ? cause.message : String(cause)}\n`);
  process.stderr.write(
    'No image was made. Without a registry, `npm run image -- --base local` makes the base here.\n',
  );
  process.exitCode = 1;
});
