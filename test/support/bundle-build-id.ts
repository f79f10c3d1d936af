import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readBuildId } from '../../lambda/build-id.ts';

const dist = join(import.meta.dirname, '../../dist/lambda');

/** The build id of the bundle under test; that the bundle says the same of itself is tested by its probe. */
export const bundleBuildId = (folder = dist): Promise<string> => {
  const bundle = pathToFileURL(join(folder, 'run.mjs')).href;
  return readBuildId(bundle, new URL('./config/', bundle));
};
