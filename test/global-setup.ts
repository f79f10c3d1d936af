import { build } from '../bin/build.ts';

/** The front doors that tests spawn (the CLI and the Lambda bundles) are built once, from the sources under test. */
export default async function setup(): Promise<void> {
  await build();
}
