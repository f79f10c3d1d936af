/** The Lambda says which build it is by the same reading by which the command line approves one in advance. */
export { readBuildId } from '../src/runtime/build-id.ts';
